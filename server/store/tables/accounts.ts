import { type Kysely, type Selectable, sql, type Updateable } from "kysely";
import type { AccountId } from "#protocol/ids.ts";
import { foldUsername } from "#protocol/names.ts";
import type { PasswordKdf } from "#protocol/objects/account.ts";
import { defaultSettings, type Settings } from "#protocol/objects/settings.ts";
import { nameSkeleton } from "../name-skeleton.ts";
import { prepare } from "../prepare.ts";
import type { Schema } from "../schema.ts";
import { sortName } from "../sort-name.ts";
import type { AccountRow, AccountTable } from "../store.ts";
import type { Dialect } from "./dialect.ts";
import { likePart } from "./like-part.ts";

const columns = [
  "id",
  "username",
  "display_name",
  "email",
  "role",
  "auth_hash",
  "kdf",
  "blocked_at",
  "deactivated_at",
  "bio",
  "birth_date",
  "visibility",
  "picture",
  "picture_small",
  "settings",
  "totp",
  "feed_rev",
  "created_at",
  "last_seen_at",
] as const;

export function accountTable(db: Kysely<Schema>, dialect: Dialect): AccountTable {
  const byId = prepare(db, (id: AccountId) => db.selectFrom("accounts").select(columns).where("id", "=", id));
  const table: AccountTable = {
    async insert(row) {
      const inserted = await db
        .insertInto("accounts")
        .values({
          ...row,
          kdf: JSON.stringify(row.kdf),
          settings: JSON.stringify(row.settings),
          totp: row.totp && JSON.stringify(row.totp),
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

    async isEmpty() {
      return (await db.selectFrom("accounts").select("id").limit(1).executeTakeFirst()) === undefined;
    },

    async claimFirst() {
      if (!(await table.isEmpty())) return false;
      await dialect.lockRegistration(db);
      return table.isEmpty();
    },

    async lock(ids) {
      await dialect.lockAccounts(db, ids);
    },

    async get(id) {
      const [row] = await byId(id);
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

    async setLastSeen(ids, at) {
      if (ids.length === 0) return;
      await db
        .updateTable("accounts")
        .set({ last_seen_at: at })
        .where("id", "in", ids as AccountId[])
        .execute();
    },

    async update(id, { email, kdf, settings, totp, display_name, ...rest }) {
      // First, so that a refused address leaves everything as it was.
      if (email !== undefined && !(await updateEmail(db, dialect, { id, email }))) return "email_taken";
      const change: Updateable<Schema["accounts"]> = { ...rest };
      if (kdf) change.kdf = JSON.stringify(kdf);
      if (settings) change.settings = JSON.stringify(settings);
      if (totp !== undefined) change.totp = totp && JSON.stringify(totp);
      if (display_name !== undefined)
        Object.assign(change, { display_name, sort_name: sortName(display_name), name_skeleton: nameSkeleton(display_name) });
      if (Object.keys(change).length > 0) await db.updateTable("accounts").set(change).where("id", "=", id).execute();
      if (change.sort_name !== undefined) {
        await db.updateTable("members").set({ sort_name: change.sort_name }).where("person_id", "=", id).execute();
      }
      return "updated";
    },

    async search({ q, viewer, limit }) {
      const folded = foldUsername(q);
      const part = likePart(folded);
      const rows = await db
        .selectFrom("accounts as a")
        .select(columns.map((column) => `a.${column}` as const))
        .where("a.id", "!=", viewer)
        .where("a.deactivated_at", "is", null)
        .where("a.blocked_at", "is", null)
        .where((is) =>
          is.or([
            is.and([
              is("a.visibility", "=", "public"),
              sql<boolean>`(a.username_folded like ${part} escape '!' or a.sort_name like ${likePart(sortName(q))} escape '!')`,
              is.not(
                is.exists(
                  is
                    .selectFrom("blocks as b")
                    .select("b.blocked_id")
                    .whereRef("b.account_id", "=", "a.id")
                    .where("b.blocked_id", "=", viewer),
                ),
              ),
            ]),
            is("a.username_folded", "=", folded),
          ]),
        )
        // Whoever was meant by name comes first, then those whose name begins that way.
        .orderBy(
          sql`case when a.username_folded = ${folded} then 0 when a.username_folded like ${part.slice(1)} escape '!' then 1 else 2 end`,
        )
        .orderBy("a.username_folded")
        .limit(limit)
        .execute();
      return rows.map(toAccount);
    },

    async usesPicture(hash) {
      const row = await db
        .selectFrom("accounts")
        .select("id")
        .where((is) => is.or([is("picture", "=", hash), is("picture_small", "=", hash)]))
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    async countAdmins() {
      const { count } = await db
        .selectFrom("accounts")
        .select(db.fn.countAll<number>().as("count"))
        .where("role", "=", "admin")
        .where("deactivated_at", "is", null)
        .executeTakeFirstOrThrow();
      return count;
    },

    async purge(id) {
      for (const [table, mine, theirs] of [
        ["contacts", "account_id", "contact_id"],
        ["blocks", "account_id", "blocked_id"],
        ["friend_requests", "from_id", "to_id"],
      ] as const) {
        await sql`delete from ${sql.table(table)} where ${sql.ref(mine)} = ${id} or ${sql.ref(theirs)} = ${id}`.execute(db);
      }
      for (const table of ["sessions", "participants", "bans"] as const) {
        await db.deleteFrom(table).where("person_id", "=", id).execute();
      }
      await db.updateTable("bans").set({ by_id: null, by_name: "" }).where("by_id", "=", id).execute();
      await db.deleteFrom("accounts").where("id", "=", id).execute();
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

    async nextFeedRevs(ids) {
      if (ids.length === 0) return new Map();
      const rows = await db
        .updateTable("accounts")
        .set((expression) => ({ feed_rev: expression("feed_rev", "+", 1) }))
        .where("id", "in", ids as AccountId[])
        .returning(["id", "feed_rev"])
        .execute();
      return new Map(rows.map((row) => [row.id, row.feed_rev]));
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
  return {
    ...row,
    kdf: JSON.parse(row.kdf) as PasswordKdf,
    // A setting that came later than the row has its default.
    settings: { ...defaultSettings, ...(JSON.parse(row.settings) as Partial<Settings>) },
    totp: row.totp === null ? null : (JSON.parse(row.totp) as AccountRow["totp"]),
  };
}
