import { type Kysely, sql } from "kysely";
import { nameSkeleton } from "../name-skeleton.ts";
import { sortName } from "../sort-name.ts";
import type { ColumnTypes, Migration } from "./migration.ts";

/** Rooms with their codes, guests and bans. */
export const rooms: Migration = {
  name: "rooms",
  async up(db, columns) {
    await extendCore(db, columns);
    await createRooms(db, columns);
    await createGuests(db, columns);
    await createBans(db, columns);
  },
};

async function extendCore(db: Kysely<unknown>, { text, integer }: ColumnTypes): Promise<void> {
  await db.schema
    .alterTable("conversations")
    .addColumn("slow_mode_s", integer, (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema
    .alterTable("conversations")
    .addColumn("sort_name", text, (column) => column.notNull().defaultTo(""))
    .execute();
  const named = await sql<{ id: string; name: string }>`select id, name from conversations`.execute(db);
  for (const { id, name } of named.rows)
    await sql`update conversations set sort_name = ${sortName(name)} where id = ${id}`.execute(db);
  await db.schema.alterTable("members").addColumn("last_sent_at", integer).execute();
  await db.schema
    .alterTable("accounts")
    .addColumn("username_skeleton", text, (column) => column.notNull().defaultTo(""))
    .execute();
  await db.schema
    .alterTable("accounts")
    .addColumn("name_skeleton", text, (column) => column.notNull().defaultTo(""))
    .execute();
  const { rows } = await sql<{
    id: string;
    username: string;
    display_name: string;
  }>`select id, username, display_name from accounts`.execute(db);
  for (const { id, username, display_name } of rows) {
    await sql`update accounts set username_skeleton = ${nameSkeleton(username)}, name_skeleton = ${nameSkeleton(display_name)} where id = ${id}`.execute(
      db,
    );
  }
  await db.schema.createIndex("accounts_username_skeleton").on("accounts").column("username_skeleton").execute();
  await db.schema.createIndex("accounts_name_skeleton").on("accounts").column("name_skeleton").execute();
}

async function createRooms(db: Kysely<unknown>, { text, integer }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable("rooms")
    .addColumn("conversation_id", text, (column) => column.primaryKey().notNull())
    .addColumn("code", text, (column) => column.notNull().unique())
    .addColumn("description", text, (column) => column.notNull())
    .addColumn("password_hash", text)
    .addColumn("retention", text, (column) => column.notNull())
    .addColumn("history_from", text, (column) => column.notNull())
    .addColumn("guests", integer, (column) => column.notNull())
    .addColumn("listed", integer, (column) => column.notNull())
    .addColumn("locked", integer, (column) => column.notNull())
    .addColumn("empty_since", integer)
    .execute();
  await sql`create index rooms_session on rooms (conversation_id) where retention = 'session'`.execute(db);
  await sql`create index rooms_listed on rooms (conversation_id) where listed = 1`.execute(db);
}

async function createGuests(db: Kysely<unknown>, { text, integer }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable("guests")
    .addColumn("id", text, (column) => column.primaryKey().notNull())
    .addColumn("room_id", text, (column) => column.notNull())
    .addColumn("name", text, (column) => column.notNull())
    .addColumn("name_skeleton", text, (column) => column.notNull())
    .addColumn("sort_name", text, (column) => column.notNull())
    .addColumn("created_at", integer, (column) => column.notNull())
    .addColumn("expires_at", integer, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("guests_room_id").on("guests").columns(["room_id", "name_skeleton"]).execute();
  await db.schema.createIndex("guests_expires_at").on("guests").column("expires_at").execute();
}

async function createBans(db: Kysely<unknown>, { text, integer }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable("bans")
    .addColumn("id", text, (column) => column.primaryKey().notNull())
    .addColumn("conversation_id", text, (column) => column.notNull())
    .addColumn("kind", text, (column) => column.notNull())
    .addColumn("value", text, (column) => column.notNull())
    .addColumn("person_id", text, (column) => column.notNull())
    .addColumn("name", text, (column) => column.notNull())
    .addColumn("by_id", text)
    .addColumn("by_name", text, (column) => column.notNull())
    .addColumn("created_at", integer, (column) => column.notNull())
    .addUniqueConstraint("bans_conversation_id_kind_value", ["conversation_id", "kind", "value"])
    .execute();
  for (const column of ["person_id", "by_id"] as const) {
    await db.schema.createIndex(`bans_${column}`).on("bans").column(column).execute();
  }
}
