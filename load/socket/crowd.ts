import { text } from "../message-frame.ts";
import { LoadSocket, type Target } from "./load-socket.ts";

/** Handshakes under way at a time. */
const openAtOnce = 50;

export interface Room {
  /** Read for each socket, so that a getter can spread them over several nodes. */
  readonly port: number;
  readonly lobby: string;
  /** One for each socket; the floor takes any. */
  readonly tokens: readonly string[];
}

/**
 * Everyone in one room. Counts every delivery at every receiver: each message exactly once and in order of seq, or the
 * run fails.
 */
export class Crowd implements Disposable {
  readonly sockets: LoadSocket[] = [];
  /** Messages that all have received. */
  completed = 0;
  #failure: Error | null = null;
  #isLeaving = false;
  #sent = 0;
  #acknowledged = 0;
  readonly #arrivals = new Map<number, number>();
  #wake: (() => void) | null = null;

  private constructor(
    private readonly room: Room,
    private readonly patienceMs: number,
  ) {}

  /** `patienceMs`: how long the last deliveries may take before they count as lost. */
  static async gather(room: Room, { patienceMs = 10_000 } = {}): Promise<Crowd> {
    const crowd = new Crowd(room, patienceMs);
    await crowd.join(room.tokens);
    return crowd;
  }

  async join(tokens: readonly string[]): Promise<void> {
    for (let at = 0; at < tokens.length; at += openAtOnce) {
      await Promise.all(tokens.slice(at, at + openAtOnce).map((token) => this.#enter({ port: this.room.port, token })));
    }
  }

  /** `perSecond` messages for a time, one sender after the other; resolves when everybody has everything. */
  async sendPaced(perSecond: number, seconds: number): Promise<void> {
    const total = perSecond * seconds;
    const start = performance.now();
    for (let index = 0; index < total; index++) {
      const wait = start + (index * 1_000) / perSecond - performance.now();
      if (wait > 0) await Bun.sleep(wait);
      this.#send(index);
    }
    await this.#settled();
  }

  /** As fast as it goes while no receiver is more than `ahead` messages behind; for a time, then until all is received. */
  async sendSaturated(ahead: number, seconds: number): Promise<void> {
    const start = performance.now();
    while (performance.now() - start < seconds * 1_000) {
      while (this.#sent - this.completed < ahead) this.#send(this.#sent);
      await this.#progress();
    }
    await this.#settled();
  }

  [Symbol.dispose](): void {
    this.#isLeaving = true;
    for (const socket of this.sockets) socket.close();
  }

  async #enter(target: Target): Promise<void> {
    let last: number | null = null;
    const socket = await LoadSocket.open(target, {
      onMessage: (_socket, seq) => {
        if (last !== null && seq !== last + 1) this.#fail(`message ${seq} came after ${last}`);
        last = seq;
        this.#arrive(seq);
      },
      onClose: (_socket, code) => {
        if (!this.#isLeaving) this.#fail(`a socket was closed with ${code}`);
      },
    });
    await socket.request("sync.resume", { cursor: null });
    this.sockets.push(socket);
  }

  #send(index: number): void {
    this.#sent++;
    const input = { conversation: this.room.lobby, mid: crypto.randomUUID(), body: { text } };
    this.sockets[index % this.sockets.length]!.ask("message.send", JSON.stringify(input), (frame, refused) => {
      if (refused) this.#fail(`a message was refused: ${frame.toString()}`);
      this.#acknowledged++;
      this.#wake?.();
    });
  }

  #arrive(seq: number): void {
    const arrivals = (this.#arrivals.get(seq) ?? 0) + 1;
    if (arrivals < this.sockets.length) return void this.#arrivals.set(seq, arrivals);
    this.#arrivals.delete(seq);
    this.completed++;
    this.#wake?.();
  }

  /** Until all is received and acknowledged. */
  async #settled(): Promise<void> {
    while (this.completed < this.#sent || this.#acknowledged < this.#sent) await this.#progress();
  }

  async #progress(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<"progress">();
    this.#wake = () => resolve("progress");
    if (this.#failure) throw this.#failure;
    const timer = Promise.withResolvers<"late">();
    const timeout = setTimeout(() => timer.resolve("late"), this.patienceMs);
    const outcome = await Promise.race([promise, timer.promise]);
    clearTimeout(timeout);
    this.#wake = null;
    if (this.#failure) throw this.#failure;
    if (outcome === "late") {
      throw new Error(`${this.#sent} sent, ${this.#acknowledged} acknowledged, ${this.completed} received by everybody`);
    }
  }

  #fail(reason: string): void {
    this.#failure ??= new Error(reason);
    this.#wake?.();
  }
}
