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
/** The first try of a message on its own, and those after it that lost a race again. */
const maxTries = 3;

/**
 * Sends of one conversation that meet on this node share a transaction: those that arrive while one is under way wait and
 * go together in the next. Different conversations go side by side, as far as there are connections.
 */
export class AppendQueue {
  /** Conversations with a batch under way, and what waits for the next. */
  readonly #lanes = new Map<ConversationId, Waiting[]>();
  readonly #running = new Set<Promise<void>>();
  #waiting = 0;
  #isClosed = false;

  constructor(private readonly pool: Pool) {}

  append(message: NewMessage): Promise<AppendOutcome> {
    if (this.#isClosed) return Promise.reject(new StoreUnavailable("The database is closed"));
    if (this.#waiting >= maxWaiting) return Promise.reject(new StoreUnavailable("Too many messages are waiting to be written"));
    return new Promise((resolve, reject) => {
      this.#waiting += 1;
      const waiting = { message, resolve, reject };
      const lane = this.#lanes.get(message.conversation_id);
      if (lane) lane.push(waiting);
      else this.#start(message.conversation_id, waiting);
    });
  }

  /** Refuses what comes from now on; resolves when all that came before is settled. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#running);
  }

  #start(conversation: ConversationId, first: Waiting): void {
    this.#lanes.set(conversation, [first]);
    const running = this.#run(conversation).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #run(conversation: ConversationId): Promise<void> {
    const lane = this.#lanes.get(conversation) ?? [];
    while (lane.length > 0) {
      // To the end of the tick: all that the sockets delivered in it go together.
      await new Promise(setImmediate);
      const batch = lane.splice(0, maxBatch);
      this.#waiting -= batch.length;
      await this.#write(conversation, batch);
    }
    this.#lanes.delete(conversation);
  }

  async #write(conversation: ConversationId, batch: Waiting[]): Promise<void> {
    try {
      const outcomes = await this.#transact(conversation, batch);
      for (const [index, { resolve }] of batch.entries()) resolve(outcomes[index] as AppendOutcome);
    } catch (error) {
      const reason = isLostRace(error) ? error : toStoreError(error);
      // One message that cannot be written is no reason to refuse those it came with: apart, each meets its own fate.
      if (!(reason instanceof StoreUnavailable)) for (const waiting of batch) await this.#writeAlone(conversation, waiting);
      else for (const { reject } of batch) reject(reason);
    }
  }

  async #writeAlone(conversation: ConversationId, waiting: Waiting): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        const [outcome] = await this.#transact(conversation, [waiting]);
        return waiting.resolve(outcome as AppendOutcome);
      } catch (error) {
        if (!isLostRace(error) || tries === maxTries) return waiting.reject(toStoreError(error));
      }
    }
  }

  #transact(conversation: ConversationId, batch: readonly Waiting[]): Promise<AppendOutcome[]> {
    return withConnection(this.pool, (run) =>
      appendBatch(
        run,
        conversation,
        batch.map(({ message }) => message),
        { alone: true },
      ),
    );
  }
}
