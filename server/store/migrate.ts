import { type Kysely, sql } from "kysely";
import { StartError } from "../start-error.ts";
import { migrations } from "./migrations/index.ts";
import { columnTypes } from "./migrations/migration.ts";
import type { Engine, Schema } from "./schema.ts";

/** Any number will do, as long as every node of every version takes the same. */
const advisoryLock = 7_274_196_001;

/**
 * Brings the schema to this program's version. `db` is one open transaction: all steps or none. Safe when several nodes
 * start at once: on SQLite the transaction is a writing one from its beginning, on PostgreSQL an advisory lock is held to
 * its end, so whoever comes second finds the work done.
 */
export async function migrate(db: Kysely<Schema>, engine: Engine, now: number): Promise<void> {
  if (engine === "postgres") await sql`select pg_advisory_xact_lock(${sql.lit(advisoryLock)})`.execute(db);
  const columns = columnTypes[engine];
  await db.schema
    .createTable("migrations")
    .ifNotExists()
    .addColumn("number", columns.integer, (column) => column.primaryKey())
    .addColumn("name", columns.text, (column) => column.notNull())
    .addColumn("applied_at", columns.integer, (column) => column.notNull())
    .execute();
  const latest = await db.selectFrom("migrations").select("number").orderBy("number", "desc").limit(1).executeTakeFirst();
  const applied = latest?.number ?? 0;
  if (applied > migrations.length) {
    throw new StartError(
      `The database was written by a newer Parlor (its schema is ${applied}, this program knows up to ${migrations.length}): start that version or a later one.`,
    );
  }
  for (const [index, migration] of migrations.entries()) {
    if (index < applied) continue;
    await migration.up(db as unknown as Kysely<unknown>, columns);
    await db
      .insertInto("migrations")
      .values({ number: index + 1, name: migration.name, applied_at: now })
      .execute();
  }
}
