import { type Kysely, sql } from "kysely";
import { StartError } from "../../start-error.ts";
import type { Schema } from "../schema.ts";

/** What a move notes in the target, in the transactions that copy: where the data comes from and how far it is. */
export const moveTable = "sqlite_move";

/** A server on half of its data would look as if the other half were lost, and would change what is still being copied. */
export async function refuseHalfMoved(db: Kysely<Schema>): Promise<void> {
  const known = await sql<{ known: boolean }>`select to_regclass(${moveTable}) is not null as known`.execute(db);
  if (!known.rows[0]?.known) return;
  const finished = await sql`select 1 from ${sql.table(moveTable)} where name = 'finished'`.execute(db);
  if (finished.rows.length > 0) return;
  throw new StartError(
    "A move into the database of DATABASE_URL is not finished: run parlor migrate sqlite-to-postgres again, it goes on where it was.",
  );
}
