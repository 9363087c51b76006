import type { AppendOutcome, NewMessage } from "../store.ts";
import { StoreUnavailable } from "../store-unavailable.ts";
import type { BatchOutcome } from "./append-batch.ts";
import type { Writer } from "./writer.ts";

interface Waiting<W, T> {
  readonly work: W;
  resolve(value: T): void;
  reject(error: unknown): void;
}

type Append = Waiting<NewMessage, AppendOutcome>;
type Write = Waiting<() => Promise<unknown>, unknown>;
type Result = { ok: true; value: unknown } | { ok: false; error: unknown };

/** What waits beyond this is refused. */
const maxWaiting = 20_000;
/** What one transaction takes at most, so that nobody waits long for a commit full of others. */
const maxAppends = 1_000;
const maxWrites = 50;

/**
 * Everything that arrives while one transaction is being flushed goes into the next: one flush for all of it. Appends cross
 * to the writing thread as one command; a write is a dialogue with it, within a savepoint of its own.
 */
export class GroupCommit {
  #appends: Append[] = [];
  #writes: Write[] = [];
  #running: Promise<void> | null = null;
  #isClosed = false;

  constructor(private readonly writer: Writer) {}

  append(message: NewMessage): Promise<AppendOutcome> {
    return new Promise((resolve, reject) => {
      if (this.#admit(reject)) this.#appends.push({ work: message, resolve, reject });
    });
  }

  /** `work` runs while the transaction is open, and is alone in using the writer's queries. */
  write<T>(work: () => Promise<T>): Promise<T> {
    return new Promise<unknown>((resolve, reject) => {
      if (this.#admit(reject)) this.#writes.push({ work, resolve, reject });
    }) as Promise<T>;
  }

  /** Refuses what comes from now on; resolves when all that came before is settled. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }

  #admit(reject: (error: Error) => void): boolean {
    if (this.#isClosed || this.#appends.length + this.#writes.length >= maxWaiting) {
      reject(new StoreUnavailable(this.#isClosed ? "The database is closed" : "Too many changes are waiting to be written"));
      return false;
    }
    this.#running ??= this.#run();
    return true;
  }

  async #run(): Promise<void> {
    do {
      // To the end of the tick: all that the sockets delivered in it share the transaction.
      await new Promise(setImmediate);
      const appends = this.#appends.splice(0, maxAppends);
      const writes = this.#writes.splice(0, maxWrites);
      try {
        await (writes.length > 0 ? this.#commitTogether(writes, appends) : this.#commitAppends(appends));
      } catch (error) {
        // Nothing of it is in the database; a second settling of those already told why changes nothing.
        for (const { reject } of [...writes, ...appends]) reject(error);
      }
    } while (this.#appends.length + this.#writes.length > 0);
    this.#running = null;
  }

  async #commitAppends(appends: Append[]): Promise<void> {
    settleAppends(appends, await this.writer.append(works(appends), { alone: true }));
  }

  async #commitTogether(writes: Write[], appends: Append[]): Promise<void> {
    // Waited for: without a transaction what follows would be committed statement by statement.
    await this.writer.begin();
    try {
      const results: [Write, Result][] = [];
      const ended: Promise<unknown>[] = [];
      for (const write of writes) {
        const result = await this.#inSavepoint(write.work);
        if (!result.ok) ended.push(this.writer.query("rollback to savepoint work", []));
        ended.push(this.writer.query("release savepoint work", []));
        results.push([write, result]);
      }
      const outcomes = appends.length > 0 ? await this.writer.append(works(appends), { alone: false }) : [];
      await Promise.all(ended);
      await this.writer.commit();
      for (const [{ resolve, reject }, result] of results) {
        if (result.ok) resolve(result.value);
        else reject(result.error);
      }
      settleAppends(appends, outcomes);
    } catch (error) {
      if (!this.writer.isGone) await this.writer.rollBack();
      throw error;
    }
  }

  /** Rejects only when the transaction as a whole is lost: a disk that fails may have taken it away. */
  async #inSavepoint(work: () => Promise<unknown>): Promise<Result> {
    const [, result] = await Promise.all([this.writer.query("savepoint work", []), settle(work)]);
    if (!result.ok && result.error instanceof StoreUnavailable) throw result.error;
    return result;
  }
}

async function settle(work: () => Promise<unknown>): Promise<Result> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error };
  }
}

function works(appends: readonly Append[]): NewMessage[] {
  return appends.map(({ work }) => work);
}

function settleAppends(appends: readonly Append[], outcomes: readonly BatchOutcome[]): void {
  for (const [index, { resolve, reject }] of appends.entries()) {
    const outcome = outcomes[index];
    if (!outcome || outcome.kind === "failed") reject(new TypeError(outcome?.message ?? "The message has no outcome"));
    else resolve(outcome);
  }
}
