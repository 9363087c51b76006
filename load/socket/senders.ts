import { text } from "../message-frame.ts";
import { conversationOf, LoadSocket } from "./load-socket.ts";

const patienceMs = 10_000;

interface Options {
  /** Read for each socket, so that a getter can spread them over several nodes. */
  readonly port: number;
  readonly conversations: readonly string[];
  /** One for each sender. */
  readonly tokens: readonly string[];
  /** Of somebody who follows every conversation and counts what comes. */
  readonly witness: string;
  /** Whether the senders themselves receive what everybody sends. */
  readonly follow: boolean;
}

/**
 * People who send and wait for acknowledgements. A witness checks that every message acknowledged arrives as an event,
 * once and in order, in its conversation.
 */
export class Senders implements Disposable {
  #acknowledged = 0;
  #witnessed = 0;
  #failure: Error | null = null;
  readonly #last = new Map<string, number>();
  readonly #sockets: LoadSocket[] = [];
  #isLeaving = false;

  private constructor(private readonly conversations: readonly string[]) {}

  static async gather(options: Options): Promise<Senders> {
    const { conversations, tokens, witness, follow } = options;
    const senders = new Senders(conversations);
    const onClose = (_socket: LoadSocket, code: number) => {
      if (!senders.#isLeaving) senders.#failure ??= new Error(`a socket was closed with ${code}`);
    };
    for (const token of tokens) {
      const socket = await LoadSocket.open({ port: options.port, token }, { onClose });
      if (follow) await socket.request("sync.resume", { cursor: null });
      senders.#sockets.push(socket);
    }
    const onMessage = (_socket: LoadSocket, seq: number, frame: Buffer, at: number) =>
      senders.#witness(conversationOf(frame, at), seq);
    await (await LoadSocket.open({ port: options.port, token: witness }, { onMessage, onClose })).request("sync.resume", {
      cursor: null,
    });
    return senders;
  }

  /** Each sends again as soon as they are answered; returns acknowledged sends per second. */
  async sendInTurns(seconds: number): Promise<number> {
    const start = performance.now();
    const until = start + seconds * 1_000;
    const before = this.#acknowledged;
    await Promise.all(
      this.#sockets.map(async (_socket, index) => {
        while (performance.now() < until) await this.#send(index);
      }),
    );
    const perSecond = ((this.#acknowledged - before) / (performance.now() - start)) * 1_000;
    await this.#allWitnessed();
    return perSecond;
  }

  /** At fixed times, whether or not earlier ones are answered; returns the milliseconds each took from its time on. */
  async sendPaced(perSecond: number, seconds: number): Promise<number[]> {
    const start = performance.now();
    const total = perSecond * seconds;
    const times: Promise<number>[] = [];
    while (times.length < total) {
      const due = Math.min(total, Math.floor(((performance.now() - start) * perSecond) / 1_000) + 1);
      while (times.length < due) {
        const at = start + (times.length * 1_000) / perSecond;
        times.push(this.#send(times.length).then(() => performance.now() - at));
      }
      await Bun.sleep(1);
    }
    const all = await Promise.all(times);
    await this.#allWitnessed();
    return all;
  }

  [Symbol.dispose](): void {
    this.#isLeaving = true;
    for (const socket of this.#sockets) socket.close();
  }

  #send(index: number): Promise<void> {
    const conversation = this.conversations[index % this.conversations.length];
    const input = JSON.stringify({ conversation, mid: Bun.randomUUIDv7(), body: { text } });
    return new Promise((resolve, reject) => {
      this.#sockets[index % this.#sockets.length]!.ask("message.send", input, (frame, refused) => {
        if (refused) return reject(new Error(`a message was refused: ${frame.toString()}`));
        this.#acknowledged++;
        resolve();
      });
    });
  }

  #witness(conversation: string, seq: number): void {
    if (!this.conversations.includes(conversation)) return;
    const last = this.#last.get(conversation);
    if (last !== undefined && seq !== last + 1) this.#failure ??= new Error(`message ${seq} came after ${last}`);
    this.#last.set(conversation, seq);
    this.#witnessed++;
  }

  async #allWitnessed(): Promise<void> {
    const until = performance.now() + patienceMs;
    while (this.#witnessed < this.#acknowledged && !this.#failure && performance.now() < until) await Bun.sleep(5);
    if (this.#failure) throw this.#failure;
    if (this.#witnessed !== this.#acknowledged) {
      throw new Error(`${this.#acknowledged} messages were acknowledged, ${this.#witnessed} arrived`);
    }
  }
}
