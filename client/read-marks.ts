import type { ConversationId } from "#protocol/ids.ts";
import type { Output } from "#protocol/operations/index.ts";
import type { Cache } from "./cache.ts";
import type { Clock, TimerHandle } from "./clock.ts";
import type { Result } from "./result.ts";

const interval_ms = 1_000;

interface ReadMarkDependencies {
  clock: Clock;
  cache: Cache;
  /** Null while there is no live connection. */
  send(conversation: ConversationId, seq: number): Promise<Result<Output<"conversation.mark_read">>> | null;
  marked(conversation: ConversationId, mark: Output<"conversation.mark_read">): void;
}

/**
 * How far this person has read, told to the server at most once a second and conversation. Kept on the disk until the server
 * has it: what was read without the network stays read.
 */
export class ReadMarks {
  readonly #untold = new Map<ConversationId, number>();
  readonly #timers = new Map<ConversationId, TimerHandle>();

  constructor(private readonly dependencies: ReadMarkDependencies) {}

  async load(): Promise<void> {
    for (const { key, value } of await this.dependencies.cache.list("reads")) this.#untold.set(key as ConversationId, value);
  }

  /** The position that the server has not heard of, or 0. */
  untold(conversation: ConversationId): number {
    return this.#untold.get(conversation) ?? 0;
  }

  mark(conversation: ConversationId, seq: number): void {
    if (seq <= this.untold(conversation)) return;
    this.#untold.set(conversation, seq);
    this.#persist(conversation);
    if (!this.#timers.has(conversation)) void this.#tell(conversation);
  }

  resume(): void {
    for (const conversation of [...this.#untold.keys()]) if (!this.#timers.has(conversation)) void this.#tell(conversation);
  }

  close(): void {
    for (const timer of this.#timers.values()) this.dependencies.clock.clearTimeout(timer);
    this.#timers.clear();
  }

  async #tell(conversation: ConversationId): Promise<void> {
    const { clock, send, marked } = this.dependencies;
    const seq = this.untold(conversation);
    const answer = send(conversation, seq);
    if (!answer) return;
    this.#again(conversation, interval_ms);
    const result = await answer;
    if (!result.ok && result.problem.retry !== "no") {
      const wait_ms = result.problem.retry_after_ms ?? interval_ms;
      clock.clearTimeout(this.#timers.get(conversation));
      return this.#again(conversation, wait_ms);
    }
    if (this.untold(conversation) === seq) {
      this.#untold.delete(conversation);
      this.#persist(conversation);
    }
    if (result.ok) marked(conversation, result.value);
  }

  #again(conversation: ConversationId, wait_ms: number): void {
    const timer = this.dependencies.clock.setTimeout(() => {
      this.#timers.delete(conversation);
      if (this.#untold.has(conversation)) void this.#tell(conversation);
    }, wait_ms);
    this.#timers.set(conversation, timer);
  }

  #persist(conversation: ConversationId): void {
    this.dependencies.cache.later("reads", conversation, () => this.#untold.get(conversation) ?? null);
  }
}
