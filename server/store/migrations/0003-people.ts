import { type Kysely, sql } from "kysely";
import type { ColumnTypes, Migration } from "./migration.ts";

/** Profiles, settings and second factor; friend requests, contacts and blocks. */
export const people: Migration = {
  name: "people",
  async up(db, columns) {
    await extendAccounts(db, columns);
    await createFriendRequests(db, columns);
    await createPairs(db, columns);
    await createParticipants(db, columns);
  },
};

/**
 * Where somebody has ever been, so has perhaps written and is named in notices. In place of an index of messages by sender,
 * in which every send would touch a page of its sender's own: that costs half of the sends per second, for what is asked
 * once in the life of an account.
 */
async function createParticipants(db: Kysely<unknown>, { text }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable("participants")
    .addColumn("conversation_id", text, (column) => column.notNull())
    .addColumn("person_id", text, (column) => column.notNull())
    .addPrimaryKeyConstraint("participants_pkey", ["conversation_id", "person_id"])
    .execute();
  await db.schema.createIndex("participants_person_id").on("participants").column("person_id").execute();
  await sql`insert into participants
    select conversation_id, person_id from members
    union select conversation_id, sender_id from messages where sender_id is not null`.execute(db);
}

async function extendAccounts(db: Kysely<unknown>, { text, integer }: ColumnTypes): Promise<void> {
  await db.schema.alterTable("accounts").addColumn("deactivated_at", integer).execute();
  await db.schema
    .alterTable("accounts")
    .addColumn("bio", text, (column) => column.notNull().defaultTo(""))
    .execute();
  await db.schema.alterTable("accounts").addColumn("birth_date", text).execute();
  await db.schema
    .alterTable("accounts")
    .addColumn("visibility", text, (column) => column.notNull().defaultTo("public"))
    .execute();
  await db.schema.alterTable("accounts").addColumn("picture", text).execute();
  await db.schema.alterTable("accounts").addColumn("picture_small", text).execute();
  await db.schema
    .alterTable("accounts")
    .addColumn("settings", text, (column) => column.notNull().defaultTo("{}"))
    .execute();
  await db.schema.alterTable("accounts").addColumn("totp", text).execute();
  for (const column of ["picture", "picture_small"] as const) {
    await db.schema.createIndex(`accounts_${column}`).on("accounts").column(column).execute();
  }
}

async function createFriendRequests(db: Kysely<unknown>, { text, integer }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable("friend_requests")
    .addColumn("id", text, (column) => column.primaryKey().notNull())
    .addColumn("from_id", text, (column) => column.notNull())
    .addColumn("to_id", text, (column) => column.notNull())
    .addColumn("pair", text, (column) => column.notNull())
    .addColumn("state", text, (column) => column.notNull())
    .addColumn("hidden", integer, (column) => column.notNull())
    .addColumn("created_at", integer, (column) => column.notNull())
    .addColumn("answered_at", integer)
    .execute();
  await sql`create unique index friend_requests_pending on friend_requests (pair) where state = 'pending'`.execute(db);
  await db.schema.createIndex("friend_requests_from_id").on("friend_requests").columns(["from_id", "to_id"]).execute();
  await db.schema.createIndex("friend_requests_to_id").on("friend_requests").columns(["to_id", "state"]).execute();
}

async function createPairs(db: Kysely<unknown>, { text, integer }: ColumnTypes): Promise<void> {
  for (const [table, other] of [
    ["contacts", "contact_id"],
    ["blocks", "blocked_id"],
  ] as const) {
    await db.schema
      .createTable(table)
      .addColumn("account_id", text, (column) => column.notNull())
      .addColumn(other, text, (column) => column.notNull())
      .addColumn("created_at", integer, (column) => column.notNull())
      .addPrimaryKeyConstraint(`${table}_pkey`, ["account_id", other])
      .execute();
    await db.schema.createIndex(`${table}_${other}`).on(table).column(other).execute();
  }
}
