import type { Pool } from "pg";
import type { ConversationId } from "#protocol/ids.ts";
import type { AppendOutcome, NewMessage } from "../store.ts";
import { StoreUnavailable } from "../store-unavailable.ts";
import { appendBatch } from "./append-batch.ts";
import { withConnection } from "./pool.ts";
import { isLostRace, toStoreError } from "./postgres-error.ts";

interface Waiting {
  readonly message: NewMessage;
  resolve(outcome: AppendOutcome): void;
  reject(error: unknown): void;
}

/** What waits beyond this, over all conversations, is refused. */
const maxWaiting = 20_000;
const maxBatch = 500;
/** Transactions under way at once. Two already keep the database busy; more would only make the batches smaller. */
export const maxLanes = 4;
/** The first try of a message on its own, and those after it that lost a race again. */
const maxTries = 3;

/**
 * Sends that meet on this node share a transaction: while one is under way, those that arrive for its conversations wait
 * and go together in the next. Other conversations go side by side with it, in a few lanes.
 */
export class AppendQueue {
  readonly #waiting = new Map<ConversationId, Waiting[]>();
  /** Conversations with a transaction under way: a second one would only wait for its lock. */
  readonly #busy = new Set<ConversationId>();
  readonly #lanes = new Set<Promise<void>>();
  #count = 0;
  #isClosed = false;

  constructor(private readonly pool: Pool) {}

  append(message: NewMessage): Promise<AppendOutcome> {
    if (this.#isClosed) return Promise.reject(new StoreUnavailable("The database is closed"));
    if (this.#count >= maxWaiting) return Promise.reject(new StoreUnavailable("Too many messages are waiting to be written"));
    return new Promise((resolve, reject) => {
      this.#count += 1;
      const queue = this.#waiting.get(message.conversation_id);
      if (queue) queue.push({ message, resolve, reject });
      else this.#waiting.set(message.conversation_id, [{ message, resolve, reject }]);
      if (this.#lanes.size < maxLanes && !this.#busy.has(message.conversation_id)) this.#openLane();
    });
  }

  /** Refuses what comes from now on; resolves when all that came before is settled. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#lanes);
  }

  #openLane(): void {
    const lane = this.#run().finally(() => this.#lanes.delete(lane));
    this.#lanes.add(lane);
  }

  /** Ends when all that waits is of conversations of other lanes, which look again when they are through. */
  async #run(): Promise<void> {
    for (;;) {
      // To the end of the tick: all that the sockets delivered in it go together.
      await new Promise(setImmediate);
      const batch = this.#take();
      if (batch.length === 0) return;
      const conversations = new Set(batch.map(({ message }) => message.conversation_id));
      for (const id of conversations) this.#busy.add(id);
      await this.#write(batch);
      for (const id of conversations) this.#busy.delete(id);
    }
  }

  #take(): Waiting[] {
    const batch: Waiting[] = [];
    for (const [id, queue] of this.#waiting) {
      if (batch.length >= maxBatch) break;
      if (this.#busy.has(id)) continue;
      batch.push(...queue.splice(0, maxBatch - batch.length));
      if (queue.length === 0) this.#waiting.delete(id);
    }
    this.#count -= batch.length;
    return batch;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await this.#transact(batch);
      for (const [index, { resolve }] of batch.entries()) resolve(outcomes[index] as AppendOutcome);
    } catch (error) {
      const reason = isLostRace(error) ? error : toStoreError(error);
      // One message that cannot be written is no reason to refuse those it came with: apart, each meets its own fate.
      if (!(reason instanceof StoreUnavailable)) for (const waiting of batch) await this.#writeAlone(waiting);
      else for (const { reject } of batch) reject(reason);
    }
  }

  async #writeAlone(waiting: Waiting): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        const [outcome] = await this.#transact([waiting]);
        return waiting.resolve(outcome as AppendOutcome);
      } catch (error) {
        if (!isLostRace(error) || tries === maxTries) return waiting.reject(toStoreError(error));
      }
    }
  }

  #transact(batch: readonly Waiting[]): Promise<AppendOutcome[]> {
    const messages = batch.map(({ message }) => message);
    return withConnection(this.pool, (run) => appendBatch(run, messages, { alone: true }));
  }
}
