import { type Kysely, type Selectable, sql, type Updateable } from "kysely";
import type { AccountId } from "#protocol/ids.ts";
import { foldUsername } from "#protocol/names.ts";
import type { PasswordKdf } from "#protocol/objects/account.ts";
import { nameSkeleton } from "../name-skeleton.ts";
import type { Schema } from "../schema.ts";
import { sortName } from "../sort-name.ts";
import type { AccountRow, AccountTable } from "../store.ts";
import type { Dialect } from "./dialect.ts";

const columns = [
  "id",
  "username",
  "display_name",
  "email",
  "role",
  "auth_hash",
  "kdf",
  "blocked_at",
  "feed_rev",
  "created_at",
  "last_seen_at",
] as const;

export function accountTable(db: Kysely<Schema>, dialect: Dialect): AccountTable {
  const table: AccountTable = {
    async insert(row) {
      const inserted = await db
        .insertInto("accounts")
        .values({
          ...row,
          kdf: JSON.stringify(row.kdf),
          username_folded: foldUsername(row.username),
          sort_name: sortName(row.display_name),
          username_skeleton: nameSkeleton(row.username),
          name_skeleton: nameSkeleton(row.display_name),
          email_folded: row.email === null ? null : foldEmail(row.email),
        })
        // Not an error, which would end a transaction of PostgreSQL.
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (inserted.numInsertedOrUpdatedRows === 1n) return "inserted";
      const namesake = await db
        .selectFrom("accounts")
        .select("id")
        .where("username_folded", "=", foldUsername(row.username))
        .executeTakeFirst();
      return namesake ? "username_taken" : "email_taken";
    },

    async count() {
      const { count } = await db.selectFrom("accounts").select(db.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
      return count;
    },

    async isEmpty() {
      return (await db.selectFrom("accounts").select("id").limit(1).executeTakeFirst()) === undefined;
    },

    async claimFirst() {
      if (!(await table.isEmpty())) return false;
      await dialect.lockRegistration(db);
      return table.isEmpty();
    },

    async get(id) {
      const row = await db.selectFrom("accounts").select(columns).where("id", "=", id).executeTakeFirst();
      return row ? toAccount(row) : null;
    },

    async getMany(ids) {
      if (ids.length === 0) return [];
      const rows = await db
        .selectFrom("accounts")
        .select(columns)
        .where("id", "in", ids as AccountId[])
        .execute();
      return rows.map(toAccount);
    },

    async findByLogin(login) {
      // No username holds an @, every address does.
      const [column, value] = login.includes("@")
        ? (["email_folded", foldEmail(login)] as const)
        : (["username_folded", foldUsername(login)] as const);
      const row = await db.selectFrom("accounts").select(columns).where(column, "=", value).executeTakeFirst();
      return row ? toAccount(row) : null;
    },

    async update(id, { email, kdf, display_name, ...rest }) {
      // First, so that a refused address leaves everything as it was.
      if (email !== undefined && !(await updateEmail(db, dialect, { id, email }))) return "email_taken";
      const change: Updateable<Schema["accounts"]> = { ...rest };
      if (kdf) change.kdf = JSON.stringify(kdf);
      if (display_name !== undefined)
        Object.assign(change, { display_name, sort_name: sortName(display_name), name_skeleton: nameSkeleton(display_name) });
      if (Object.keys(change).length > 0) await db.updateTable("accounts").set(change).where("id", "=", id).execute();
      if (change.sort_name !== undefined) {
        await db.updateTable("members").set({ sort_name: change.sort_name }).where("person_id", "=", id).execute();
      }
      return "updated";
    },

    async nextFeedRev(id) {
      const { feed_rev } = await db
        .updateTable("accounts")
        .set((expression) => ({ feed_rev: expression("feed_rev", "+", 1) }))
        .where("id", "=", id as AccountId)
        .returning("feed_rev")
        .executeTakeFirstOrThrow();
      return feed_rev;
    },
  };
  return table;
}

/** False when somebody else has the address. The savepoint keeps the transaction alive: there is no "on conflict" for updates. */
async function updateEmail(
  db: Kysely<Schema>,
  dialect: Dialect,
  { id, email }: { id: AccountId; email: string | null },
): Promise<boolean> {
  await sql`savepoint email`.execute(db);
  try {
    const email_folded = email === null ? null : foldEmail(email);
    await db.updateTable("accounts").set({ email, email_folded }).where("id", "=", id).execute();
  } catch (error) {
    if (dialect.violatedIndex(error) !== "accounts_email_folded") throw error;
    await sql`rollback to savepoint email`.execute(db);
    return false;
  }
  await sql`release savepoint email`.execute(db);
  return true;
}

function foldEmail(email: string): string {
  return email.toLowerCase();
}

function toAccount(row: Pick<Selectable<Schema["accounts"]>, (typeof columns)[number]>): AccountRow {
  return { ...row, kdf: JSON.parse(row.kdf) as PasswordKdf };
}
