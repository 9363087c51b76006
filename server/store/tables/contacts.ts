import type { Kysely } from "kysely";
import type { AccountId } from "#protocol/ids.ts";
import type { Schema } from "../schema.ts";
import type { ContactTable } from "../store.ts";

export function contactTable(db: Kysely<Schema>): ContactTable {
  return {
    async add(a, b, created_at) {
      await db
        .insertInto("contacts")
        .values([
          { account_id: a, contact_id: b, created_at },
          { account_id: b, contact_id: a, created_at },
        ])
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },

    async remove(a, b) {
      const removed = await db
        .deleteFrom("contacts")
        .where((is) =>
          is.or([
            is.and([is("account_id", "=", a), is("contact_id", "=", b)]),
            is.and([is("account_id", "=", b), is("contact_id", "=", a)]),
          ]),
        )
        .executeTakeFirst();
      return removed.numDeletedRows > 0n;
    },

    async get(account, contact) {
      const row = await db
        .selectFrom("contacts")
        .select(["contact_id", "created_at"])
        .where("account_id", "=", account)
        .where("contact_id", "=", contact)
        .executeTakeFirst();
      return row ?? null;
    },

    async list(account) {
      return db
        .selectFrom("contacts as c")
        .innerJoin("accounts as a", "a.id", "c.contact_id")
        .select(["c.contact_id", "c.created_at"])
        .where("c.account_id", "=", account)
        .orderBy("a.sort_name")
        .orderBy("a.id")
        .execute();
    },

    async ids(account) {
      const rows = await db.selectFrom("contacts").select("contact_id").where("account_id", "=", account).execute();
      return rows.map((row): AccountId => row.contact_id);
    },
  };
}
