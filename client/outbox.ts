import { computed, type ReadonlySignal, signal } from "@preact/signals-core";
import type { ConversationId, Mid } from "#protocol/ids.ts";
import type { Message } from "#protocol/objects/message.ts";
import type { Input, Output } from "#protocol/operations/index.ts";
import { Backoff } from "./backoff.ts";
import type { Cache } from "./cache.ts";
import type { TimerHandle } from "./clock.ts";
import type { ParlorDependencies } from "./dependencies.ts";
import { newMid } from "./mid.ts";
import type { OutboxEntry } from "./outbox-entry.ts";
import { endsSession, type Result } from "./result.ts";

/** What one conversation's queue is doing. */
interface Lane {
  isRunning: boolean;
  /** The connection came back while it was running on the old one. */
  isWantedAgain: boolean;
  sending: Mid | null;
  backoff: Backoff;
  timer: TimerHandle;
}

type OutboxDependencies = Pick<ParlorDependencies, "clock" | "random" | "randomBytes" | "withLock"> & {
  cache: Cache;
  /** Null while there is no live connection. */
  send(input: Input<"message.send">): Promise<Result<Output<"message.send">>> | null;
};

/**
 * Messages on their way. Each is on the disk before it is sent and leaves the disk only when the server has committed it, so
 * a closed tab or a lost answer loses nothing; a mid that is sent twice is one message. One at a time per conversation, in
 * order: a message waits for the one before it, except for one that the server refused for good.
 */
export class Outbox {
  readonly #entries = signal<readonly OutboxEntry[]>([]);
  readonly #writes = new Map<Mid, Promise<void>>();
  readonly #lanes = new Map<ConversationId, Lane>();
  #lastOrder = 0;

  readonly #sentAt = signal<ReadonlyMap<ConversationId, number>>(new Map());
  readonly unsent = computed(() => this.#entries.value.filter(({ ack }) => !ack).length);

  constructor(private readonly dependencies: OutboxDependencies) {}

  /** In order. */
  get entries(): ReadonlySignal<readonly OutboxEntry[]> {
    return this.#entries;
  }

  /** When the server last took a message of this conversation, by this device's clock. */
  get sentAt(): ReadonlySignal<ReadonlyMap<ConversationId, number>> {
    return this.#sentAt;
  }

  /** Takes up what is on the disk, also what another tab left there. */
  async load(): Promise<void> {
    const stored = (await this.dependencies.cache.list("outbox")).map(({ value }) => value);
    const known = new Set(this.#entries.peek().map(({ mid }) => mid));
    const found = stored.filter(({ mid }) => !known.has(mid));
    if (found.length === 0) return;
    this.#lastOrder = Math.max(this.#lastOrder, ...found.map(({ order }) => order));
    this.#entries.value = [...this.#entries.peek(), ...found].sort(inOrder);
  }

  add(message: Pick<OutboxEntry, "conversation" | "text" | "reply_to">): void {
    const now = this.dependencies.clock.now();
    this.#lastOrder = Math.max(now, this.#lastOrder + 1);
    const mid = newMid(now, this.dependencies.randomBytes);
    const entry: OutboxEntry = { ...message, mid, created_at: now, order: this.#lastOrder, state: "queued", problem: null };
    this.#entries.value = [...this.#entries.peek(), entry];
    this.#write(entry);
    this.#run(entry.conversation);
  }

  retry(mid: Mid): void {
    const entry = this.#find(mid);
    if (entry?.state !== "failed") return;
    this.#write(this.#change(entry, { state: "queued", problem: null }));
    this.#run(entry.conversation);
  }

  /** Does nothing to a message that the server may be committing right now. */
  discard(mid: Mid): void {
    const entry = this.#find(mid);
    if (entry && !entry.ack && this.#lane(entry.conversation).sending !== mid) this.#remove(mid);
  }

  /** The connection is live and has caught up: what is queued goes out now. */
  async resume(): Promise<void> {
    await this.load();
    for (const conversation of new Set(this.#entries.peek().map((entry) => entry.conversation))) {
      const lane = this.#lane(conversation);
      lane.backoff.reset();
      lane.isWantedAgain = lane.isRunning;
      this.#run(conversation);
    }
  }

  /** A message of ours has arrived: the server has it, whether or not its acknowledgement came. */
  arrived(message: Message): void {
    const entry = this.#find(message.mid);
    if (entry?.conversation === message.conversation) this.#remove(message.mid);
  }

  /** Everything up to this rev of the conversation is applied, so an acknowledged message no longer needs its stand-in. */
  reached(conversation: ConversationId, rev: number): void {
    const done = this.#entries.peek().filter((entry) => entry.conversation === conversation && entry.ack && entry.ack.rev <= rev);
    for (const { mid } of done) this.#remove(mid);
  }

  /** The rules of the conversation have changed: what waits may go out now. */
  hurry(conversation: ConversationId): void {
    if (this.#next(conversation)?.delay) this.#run(conversation);
  }

  /** Texts of a conversation that have not been sent, in order. */
  unsentIn(conversation: ConversationId): string[] {
    return this.#entries.peek().flatMap((entry) => (entry.conversation === conversation && !entry.ack ? [entry.text] : []));
  }

  /** The conversation is gone, and with it any place to send to or to show. */
  abandon(conversation: ConversationId): void {
    for (const entry of this.#entries.peek()) if (entry.conversation === conversation) this.#remove(entry.mid);
  }

  close(): void {
    for (const { timer } of this.#lanes.values()) this.dependencies.clock.clearTimeout(timer);
  }

  #run(conversation: ConversationId): void {
    const lane = this.#lane(conversation);
    if (lane.isRunning) return;
    lane.isRunning = true;
    this.dependencies.clock.clearTimeout(lane.timer);
    void this.#locked(conversation, () => this.#sendAll(conversation, lane))
      .catch(() => lane.backoff.next())
      .then((outcome) => {
        lane.isRunning = false;
        // A message may have been queued after the last look at the queue.
        const isWanted = lane.isWantedAgain || (outcome === "drained" && this.#next(conversation) !== undefined);
        lane.isWantedAgain = false;
        if (isWanted) this.#run(conversation);
        else if (typeof outcome === "number")
          lane.timer = this.dependencies.clock.setTimeout(() => this.#run(conversation), outcome);
      });
  }

  /** Sends until nothing is left, the connection is gone, or the server wants a pause: then its milliseconds. */
  async #sendAll(conversation: ConversationId, lane: Lane): Promise<number | "drained" | "disconnected"> {
    for (let entry = this.#next(conversation); entry; entry = this.#next(conversation)) {
      await this.#writes.get(entry.mid);
      // Another tab that shares the disk may have sent or discarded it.
      if (!(await this.dependencies.cache.get("outbox", entry.mid))) {
        this.#remove(entry.mid);
        continue;
      }
      if (!this.#find(entry.mid)) continue;
      const answer = this.dependencies.send(toInput(entry));
      if (!answer) return "disconnected";
      if (entry.delay) this.#change(entry, { delay: undefined });
      lane.sending = entry.mid;
      const wait_ms = this.#settle(entry, await answer, lane);
      lane.sending = null;
      if (wait_ms !== null) return wait_ms;
    }
    return "drained";
  }

  /** Null when the queue may go on; otherwise how long it has to wait. */
  #settle({ mid, conversation }: OutboxEntry, result: Result<Output<"message.send">>, lane: Lane): number | null {
    // The message may have arrived as an event before its acknowledgement.
    const entry = this.#find(mid);
    if (result.ok) {
      lane.backoff.reset();
      this.#sentAt.value = new Map(this.#sentAt.peek()).set(conversation, this.dependencies.clock.now());
      if (entry) this.#acknowledge(entry, result.value);
      return null;
    }
    const { problem } = result;
    if (problem.retry !== "no" || endsSession(problem)) {
      const { retry_after_ms } = problem;
      if (entry && retry_after_ms)
        this.#change(entry, { delay: { problem, until: this.dependencies.clock.now() + retry_after_ms } });
      return retry_after_ms ?? lane.backoff.next();
    }
    if (entry) this.#write(this.#change(entry, { state: "failed", problem }));
    return null;
  }

  #acknowledge(entry: OutboxEntry, ack: Output<"message.send">): void {
    this.#change(entry, { ack });
    this.#erase(entry.mid);
  }

  #next(conversation: ConversationId): OutboxEntry | undefined {
    return this.#entries.peek().find((entry) => entry.conversation === conversation && entry.state === "queued" && !entry.ack);
  }

  #find(mid: Mid): OutboxEntry | undefined {
    return this.#entries.peek().find((entry) => entry.mid === mid);
  }

  #change(entry: OutboxEntry, change: Partial<OutboxEntry>): OutboxEntry {
    const changed = { ...entry, ...change };
    this.#entries.value = this.#entries.peek().map((other) => (other.mid === entry.mid ? changed : other));
    return changed;
  }

  #remove(mid: Mid): void {
    this.#entries.value = this.#entries.peek().filter((entry) => entry.mid !== mid);
    this.#erase(mid);
  }

  #write(entry: OutboxEntry): void {
    this.#queueWrite(entry.mid, () => this.dependencies.cache.put("outbox", entry.mid, entry));
  }

  #erase(mid: Mid): void {
    this.#queueWrite(mid, () => this.dependencies.cache.delete("outbox", mid));
  }

  /** Writes of one entry reach the disk in the order made, whatever order the disk finishes in. */
  #queueWrite(mid: Mid, write: () => Promise<void>): void {
    const written = (this.#writes.get(mid) ?? Promise.resolve()).then(write).finally(() => {
      if (this.#writes.get(mid) === written) this.#writes.delete(mid);
    });
    this.#writes.set(mid, written);
  }

  #lane(conversation: ConversationId): Lane {
    const lane = this.#lanes.get(conversation) ?? newLane(this.dependencies.random);
    this.#lanes.set(conversation, lane);
    return lane;
  }

  #locked<T>(conversation: ConversationId, work: () => Promise<T>): Promise<T> {
    const { withLock } = this.dependencies;
    return withLock ? withLock(`outbox.${conversation}`, work) : work();
  }
}

const newLane = (random: () => number): Lane => ({
  isRunning: false,
  isWantedAgain: false,
  sending: null,
  backoff: new Backoff(random),
  timer: null,
});

const inOrder = (a: OutboxEntry, b: OutboxEntry) => a.order - b.order || (a.mid < b.mid ? -1 : 1);

function toInput({ conversation, mid, text, reply_to }: OutboxEntry): Input<"message.send"> {
  return { conversation, mid, body: { text }, ...(reply_to && { reply_to }) };
}
