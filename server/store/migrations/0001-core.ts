import { type Kysely, sql } from "kysely";
import type { ColumnTypes, Migration } from "./migration.ts";

/** Accounts, sessions, conversations, members and messages. */
export const core: Migration = {
  name: "core",
  async up(db, columns) {
    await createAccounts(db, columns);
    await createSessions(db, columns);
    await createConversations(db, columns);
    await createMembers(db, columns);
    await createMessages(db, columns);
  },
};

async function createAccounts(db: Kysely<unknown>, { text, integer }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable("accounts")
    .addColumn("id", text, (column) => column.primaryKey().notNull())
    .addColumn("username", text, (column) => column.notNull())
    .addColumn("username_folded", text, (column) => column.notNull())
    .addColumn("display_name", text, (column) => column.notNull())
    .addColumn("sort_name", text, (column) => column.notNull())
    .addColumn("email", text)
    .addColumn("email_folded", text)
    .addColumn("role", text, (column) => column.notNull())
    .addColumn("auth_hash", text, (column) => column.notNull())
    .addColumn("kdf", text, (column) => column.notNull())
    .addColumn("blocked_at", integer)
    .addColumn("feed_rev", integer, (column) => column.notNull())
    .addColumn("created_at", integer, (column) => column.notNull())
    .addColumn("last_seen_at", integer)
    .execute();
  await db.schema.createIndex("accounts_username_folded").unique().on("accounts").column("username_folded").execute();
  await db.schema.createIndex("accounts_email_folded").unique().on("accounts").column("email_folded").execute();
}

async function createSessions(db: Kysely<unknown>, { text, integer }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable("sessions")
    .addColumn("id", text, (column) => column.primaryKey().notNull())
    .addColumn("person_kind", text, (column) => column.notNull())
    .addColumn("person_id", text, (column) => column.notNull())
    .addColumn("refresh_hash", text, (column) => column.notNull())
    .addColumn("previous_refresh_hash", text)
    .addColumn("user_agent", text, (column) => column.notNull())
    .addColumn("address", text, (column) => column.notNull())
    .addColumn("created_at", integer, (column) => column.notNull())
    .addColumn("used_at", integer, (column) => column.notNull())
    .addColumn("expires_at", integer, (column) => column.notNull())
    .addColumn("revoked_at", integer)
    .execute();
  await db.schema.createIndex("sessions_person_id").on("sessions").column("person_id").execute();
}

async function createConversations(db: Kysely<unknown>, { text, integer }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable("conversations")
    .addColumn("id", text, (column) => column.primaryKey().notNull())
    .addColumn("kind", text, (column) => column.notNull())
    .addColumn("name", text, (column) => column.notNull())
    .addColumn("seq", integer, (column) => column.notNull())
    .addColumn("rev", integer, (column) => column.notNull())
    .addColumn("member_count", integer, (column) => column.notNull())
    .addColumn("active_at", integer, (column) => column.notNull())
    .addColumn("created_at", integer, (column) => column.notNull())
    .execute();
  // A server has one lobby, also when two nodes start on an empty database at the same moment.
  await sql`create unique index conversations_lobby on conversations (kind) where kind = 'lobby'`.execute(db);
}

async function createMembers(db: Kysely<unknown>, { text, integer }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable("members")
    .addColumn("conversation_id", text, (column) => column.notNull())
    .addColumn("person_id", text, (column) => column.notNull())
    .addColumn("person_kind", text, (column) => column.notNull())
    .addColumn("sort_name", text, (column) => column.notNull())
    .addColumn("role", text, (column) => column.notNull())
    .addColumn("joined_at", integer, (column) => column.notNull())
    .addColumn("history_from_seq", integer, (column) => column.notNull())
    .addColumn("read_seq", integer, (column) => column.notNull())
    .addPrimaryKeyConstraint("members_pkey", ["conversation_id", "person_id"])
    .execute();
  await db.schema.createIndex("members_person_id").on("members").column("person_id").execute();
  await db.schema
    .createIndex("members_conversation_id_sort_name")
    .on("members")
    .columns(["conversation_id", "sort_name", "person_id"])
    .execute();
  // A room has one owner at most, whatever happens at once; and who it is is found in a crowd, too.
  await sql`create unique index members_owner on members (conversation_id) where role = 'owner'`.execute(db);
}

async function createMessages(db: Kysely<unknown>, { engine, text, integer }: ColumnTypes): Promise<void> {
  const table = db.schema.createTable("messages");
  // On SQLite an explicit row number: an implicit one may change in VACUUM, and a full-text index refers to it.
  const keyed =
    engine === "sqlite"
      ? table
          .addColumn("number", integer, (column) => column.primaryKey())
          .addColumn("id", text, (column) => column.notNull().unique())
      : table.addColumn("id", text, (column) => column.primaryKey().notNull());
  await keyed
    .addColumn("conversation_id", text, (column) => column.notNull())
    .addColumn("seq", integer, (column) => column.notNull())
    .addColumn("rev", integer, (column) => column.notNull())
    .addColumn("mid", text, (column) => column.notNull())
    .addColumn("sender_kind", text, (column) => column.notNull())
    .addColumn("sender_id", text)
    .addColumn("type", text, (column) => column.notNull())
    .addColumn("body", text, (column) => column.notNull())
    .addColumn("reply_to", text)
    .addColumn("edited_at", integer)
    .addColumn("deleted_at", integer)
    .addColumn("created_at", integer, (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("messages_conversation_id_seq")
    .unique()
    .on("messages")
    .columns(["conversation_id", "seq"])
    .execute();
  await db.schema.createIndex("messages_conversation_id_rev").on("messages").columns(["conversation_id", "rev"]).execute();
  // The mid comes first: those of Parlor's clients begin with the time, so the sends of one commit meet on one page of the
  // index. With the sender first every sender touches a page of their own, which halves the sends per second.
  await db.schema.createIndex("messages_mid_sender_id").unique().on("messages").columns(["mid", "sender_id"]).execute();
}
