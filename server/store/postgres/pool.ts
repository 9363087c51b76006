import { Pool, type QueryResult, types } from "pg";

interface PoolOptions {
  readonly url: string;
  readonly size: number;
  /** One that migrates waits as long as it takes. */
  readonly mode: "reads" | "writes" | "migrates";
}

const timeouts = {
  /** For a new connection, and for a free one while all are in use. */
  connect_ms: 3_000,
  /** For one statement, waiting for locks included; the server ends it. */
  statement_ms: 8_000,
  /** For an answer from a server that says nothing at all; the connection is given up. */
  silence_ms: 10_000,
  /** Between two statements of a transaction. */
  idle_transaction_ms: 10_000,
} as const;

const int8 = 20;

/** Counters and times fit 53 bits, so they travel as numbers. */
const numbers = {
  getTypeParser: ((oid: number, format: "text" | "binary") =>
    oid === int8 && format !== "binary" ? Number : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
};

/**
 * Connections that come back by themselves: one that breaks is thrown away and the next user gets a new one. Several
 * statements may be sent on one before the first is answered (`pipeline`), and a silent one is cut, not kept.
 */
export function openPool({ url, size, mode }: PoolOptions): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: "parlor",
    types: numbers,
    max: size,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: timeouts.connect_ms,
    keepAlive: true,
    pipeline: true,
    ...(mode !== "migrates" && {
      statement_timeout: timeouts.statement_ms,
      query_timeout: timeouts.silence_ms,
      idle_in_transaction_session_timeout: timeouts.idle_transaction_ms,
    }),
    ...(mode === "reads" && { options: "-c default_transaction_read_only=on" }),
  });
  // A connection that breaks while nobody waits for an answer says so by an event, which unheard would end the program.
  pool.on("error", ignore);
  pool.on("connect", (client) => client.on("error", ignore));
  return pool;
}

function ignore(): void {
  // Whoever uses the connection next is told.
}

/** Sends one statement and resolves with its answer. */
export type Run = (text: string, values?: readonly unknown[]) => Promise<QueryResult>;

/**
 * Lends a connection. When `use` fails, what it began is rolled back; a connection on which even that is not possible is
 * thrown away.
 */
export async function withConnection<T>(pool: Pool, use: (run: Run) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const run: Run = (text, values) => client.query(text, values as unknown[]);
  let isBroken = false;
  try {
    return await use(run);
  } catch (error) {
    await run("rollback").catch(() => {
      isBroken = true;
    });
    throw error;
  } finally {
    client.release(isBroken);
  }
}
