import type { Kysely, RawBuilder } from "kysely";
import type { Schema } from "../schema.ts";

/** What the tables cannot say in portable SQL. */
export interface Dialect {
  /** Name of the unique index that refused a row, or null when the error is another one. */
  violatedIndex(error: unknown): string | null;
  /** Makes every other transaction that asks for it wait until this one has ended. */
  lockRegistration(db: Kysely<Schema>): Promise<void>;
  /** Holds these rows until the transaction ends, taken in one order by everybody, so that none wait in a circle. */
  lockAccounts(db: Kysely<Schema>, ids: readonly string[]): Promise<void>;
  /** Stands at the end of a query that locks the rows it finds until its transaction has ended. */
  readonly rowLock: RawBuilder<unknown>;
}
