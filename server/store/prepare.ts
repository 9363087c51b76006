import type { Compilable, Kysely } from "kysely";
import type { Schema } from "./schema.ts";

/** Stands for the value of one argument while a query is built. */
class Slot {
  constructor(readonly index: number) {}
}

/**
 * A query that is built and compiled once, at its first use; running it only fills in the values. Building costs some tens of
 * microseconds, many times what SQLite takes for a row by its key, so what every request needs is prepared. `build` must use
 * its arguments as values only: whatever shapes the query cannot vary.
 */
export function prepare<A extends readonly unknown[], R>(
  db: Kysely<Schema>,
  build: (...values: A) => Compilable<R>,
): (...values: A) => Promise<R[]> {
  let compiled: ReturnType<Compilable<R>["compile"]> | null = null;
  return async (...values) => {
    compiled ??= build(...(Array.from(values, (_, index) => new Slot(index)) as unknown as A)).compile();
    const parameters = compiled.parameters.map((value) => (value instanceof Slot ? values[value.index] : value));
    return (await db.executeQuery<R>({ ...compiled, parameters })).rows;
  };
}
