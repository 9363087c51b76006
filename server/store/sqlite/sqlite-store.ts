/**
 * The embedded engine: one file, one thread that writes to it (`write-worker.ts`), one read-only connection on the loop.
 * The reader sees a commit only once it is flushed, since SQLite publishes it after the flush. See docs/storage.md.
 */
import { type Kysely, sql } from "kysely";
import { kyselyOver } from "../kysely-over.ts";
import { migrate } from "../migrate.ts";
import type { Schema } from "../schema.ts";
import type { AppendOutcome, NewMessage, Store, Tables } from "../store.ts";
import { StoreUnavailable } from "../store-unavailable.ts";
import type { Dialect } from "../tables/dialect.ts";
import { tablesOver } from "../tables/tables.ts";
import { type QueryOutcome, SqliteConnection } from "./connection.ts";
import { GroupCommit } from "./group-commit.ts";
import { isUnavailable, violatedIndex } from "./sqlite-error.ts";
import { Writer } from "./writer.ts";

const dialect: Dialect = {
  violatedIndex,
  // Transactions that write follow one another anyway.
  lockRegistration: async () => {},
  lockAccounts: async () => {},
  rowLock: sql``,
};

export class SqliteStore implements Store {
  readonly engine = "sqlite";
  readonly read: Tables;
  readonly #written: Tables;
  #closing: Promise<void> | null = null;
  #isClosed = false;

  /** Makes the file when there is none and brings its schema up to date. */
  static async open(file: string): Promise<SqliteStore> {
    const writer = await Writer.open(file);
    try {
      const commits = new GroupCommit(writer);
      const written = kyselyOver("sqlite", (sql, parameters) => writer.query(sql, parameters));
      await commits.write(() => migrate(written, "sqlite", Date.now()));
      return new SqliteStore(writer, commits, { written, reader: new SqliteConnection(file, "reads") });
    } catch (error) {
      await writer.close();
      throw error;
    }
  }

  private constructor(
    private readonly writer: Writer,
    private readonly commits: GroupCommit,
    private readonly connections: { written: Kysely<Schema>; reader: SqliteConnection },
  ) {
    const read = kyselyOver("sqlite", async (sql, parameters) => this.#query(sql, parameters));
    this.read = tablesOver(read, dialect, () => Promise.reject(new TypeError("Messages are appended in Store.write")));
    this.#written = tablesOver(connections.written, dialect, (message) => this.#appendWithin(message));
  }

  write<T>(work: (tables: Tables) => Promise<T>): Promise<T> {
    return this.commits.write(() => work(this.#written));
  }

  append(message: NewMessage): Promise<AppendOutcome> {
    return this.commits.append(message);
  }

  async ping(): Promise<void> {
    if (this.writer.isGone) throw new StoreUnavailable("The writing thread has ended");
    this.#query("select 1", []);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.commits.close();
    this.#isClosed = true;
    // The reader first, so that the writer is the last connection and leaves one file without a log.
    this.connections.reader[Symbol.dispose]();
    await this.writer.close();
  }

  #query(sql: string, parameters: readonly unknown[]): QueryOutcome {
    if (this.#isClosed) throw new StoreUnavailable("The database is closed");
    try {
      return this.connections.reader.run(sql, parameters);
    } catch (error) {
      if (!(error instanceof Error) || !isUnavailable(error) || isAttemptToWrite(error)) throw error;
      throw new StoreUnavailable(error.message, { cause: error });
    }
  }

  async #appendWithin(message: NewMessage): Promise<AppendOutcome> {
    const [outcome] = await this.writer.append([message], { alone: false });
    if (!outcome || outcome.kind === "failed") throw new TypeError(outcome?.message ?? "The message has no outcome");
    return outcome;
  }
}

/** A bug, not a disk that has become read-only. */
function isAttemptToWrite(error: Error): boolean {
  return "code" in error && error.code === "SQLITE_READONLY";
}
