/**
 * PostgreSQL, for several nodes: one pool for what writes, one of read-only connections for `read`. Every node may write
 * every conversation; its row lock puts them in order. See docs/storage.md.
 */
import { type Kysely, sql } from "kysely";
import type { Pool } from "pg";
import { kyselyOver, type RunQuery } from "../kysely-over.ts";
import { migrate } from "../migrate.ts";
import { refuseHalfMoved } from "../move/half-moved.ts";
import type { Schema } from "../schema.ts";
import type { AppendOutcome, NewMessage, Store, Tables } from "../store.ts";
import type { Dialect } from "../tables/dialect.ts";
import { tablesOver } from "../tables/tables.ts";
import { appendBatch } from "./append-batch.ts";
import { AppendQueue, maxLanes } from "./append-queue.ts";
import { openPool, type Run, withConnection } from "./pool.ts";
import { toStoreError, violatedIndex } from "./postgres-error.ts";

/** Connections of one node for each of its two pools. */
const poolSize = 10;

/** Any number will do, as long as every node of every version takes the same. */
const registrationLock = 7_274_196_002;

const dialect: Dialect = {
  violatedIndex,
  async lockRegistration(db) {
    await sql`select pg_advisory_xact_lock(${sql.lit(registrationLock)})`.execute(db);
  },
  async lockAccounts(db, ids) {
    await sql`select id from accounts where id = any(${ids}::text[]) order by id for update`.execute(db);
  },
  rowLock: sql`for update`,
};

export class PostgresStore implements Store {
  readonly engine = "postgres";
  readonly read: Tables;
  readonly #appends: AppendQueue;
  /** Of sends alone, so that they never wait behind other changes. */
  readonly #appender: Pool;
  readonly #writer: Pool;
  readonly #reader: Pool;
  #closing: Promise<void> | null = null;

  static async open(url: string): Promise<PostgresStore> {
    await PostgresStore.migrate(url, refuseHalfMoved);
    return new PostgresStore(url);
  }

  /** Brings the schema up to date, waiting for other nodes that do so at the moment. */
  static async migrate(url: string, check: (db: Kysely<Schema>) => Promise<void> = async () => {}): Promise<void> {
    const pool = openPool({ url, size: 1, mode: "migrates" });
    try {
      await transact(pool, async (db) => {
        await migrate(db, "postgres", Date.now());
        await check(db);
      });
    } finally {
      await pool.end();
    }
  }

  private constructor(url: string) {
    this.#writer = openPool({ url, size: poolSize, mode: "writes" });
    this.#reader = openPool({ url, size: poolSize, mode: "reads" });
    this.#appender = openPool({ url, size: maxLanes, mode: "writes" });
    this.#appends = new AppendQueue(this.#appender);
    const read = kyselyOver(
      "postgres",
      toRunQuery((text, values) => this.#reader.query(text, values as unknown[])),
    );
    this.read = tablesOver(read, dialect, () => Promise.reject(new TypeError("Messages are appended in Store.write")));
  }

  write<T>(work: (tables: Tables) => Promise<T>): Promise<T> {
    return transact(this.#writer, (db, run) => work(tablesOver(db, dialect, (message) => appendWithin(run, message))));
  }

  append(message: NewMessage): Promise<AppendOutcome> {
    return this.#appends.append(message);
  }

  async ping(): Promise<void> {
    try {
      await this.#writer.query("select 1");
    } catch (error) {
      throw toStoreError(error);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#appends.close();
    await Promise.all([this.#appender.end(), this.#writer.end(), this.#reader.end()]);
  }
}

async function transact<T>(pool: Pool, work: (db: Kysely<Schema>, run: Run) => Promise<T>): Promise<T> {
  try {
    return await withConnection(pool, async (run) => {
      await run("begin");
      const value = await work(kyselyOver("postgres", toRunQuery(run)), run);
      const { command } = await run("commit");
      if (command !== "COMMIT") throw new TypeError("Rolled back: a statement of this transaction had failed");
      return value;
    });
  } catch (error) {
    throw toStoreError(error);
  }
}

function toRunQuery(run: Run): RunQuery {
  return async (text, values) => {
    try {
      const { rows, rowCount } = await run(text, values);
      return { rows, changes: rowCount ?? 0 };
    } catch (error) {
      throw toStoreError(error);
    }
  };
}

async function appendWithin(run: Run, message: NewMessage): Promise<AppendOutcome> {
  const [outcome] = await appendBatch(run, [message], { alone: false });
  return outcome as AppendOutcome;
}
