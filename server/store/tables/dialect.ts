import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** What the tables cannot say in portable SQL. */
export interface Dialect {
  /** Name of the unique index that refused a row, or null when the error is another one. */
  violatedIndex(error: unknown): string | null;
  /** Makes every other transaction that asks for it wait until this one has ended. */
  lockRegistration(db: Kysely<Schema>): Promise<void>;
}
