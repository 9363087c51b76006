import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { Engine, Schema } from "./schema.ts";

/** Runs one statement; `changes` counts the rows written. */
export type RunQuery = (sql: string, parameters: readonly unknown[]) => Promise<{ rows: unknown[]; changes: number }>;

/** Kysely over whatever runs a statement. Transactions are the engines' own business, so it offers none. */
export function kyselyOver(engine: Engine, run: RunQuery): Kysely<Schema> {
  const dialect: Dialect = {
    createDriver: () => new Connection(run),
    ...(engine === "sqlite"
      ? {
          createAdapter: () => new SqliteAdapter(),
          createIntrospector: (db) => new SqliteIntrospector(db),
          createQueryCompiler: () => new SqliteQueryCompiler(),
        }
      : {
          createAdapter: () => new PostgresAdapter(),
          createIntrospector: (db) => new PostgresIntrospector(db),
          createQueryCompiler: () => new PostgresQueryCompiler(),
        }),
  };
  return new Kysely<Schema>({ dialect });
}

class Connection implements Driver, DatabaseConnection {
  constructor(private readonly run: RunQuery) {}

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, changes } = await this.run(sql, parameters);
    return { rows: rows as R[], numAffectedRows: BigInt(changes) };
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return this;
  }

  async init(): Promise<void> {}
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}

  readonly beginTransaction = refuseTransaction;
  readonly commitTransaction = refuseTransaction;
  readonly rollbackTransaction = refuseTransaction;

  // biome-ignore lint/correctness/useYield: the interface asks for it, nothing here streams
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new TypeError("Rows are not streamed");
  }
}

async function refuseTransaction(): Promise<never> {
  throw new TypeError("Transactions are begun by Store.write");
}
