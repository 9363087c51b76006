import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";
import type { BlockTable } from "../store.ts";

export function blockTable(db: Kysely<Schema>): BlockTable {
  return {
    async add(account_id, blocked_id, created_at) {
      const added = await db
        .insertInto("blocks")
        .values({ account_id, blocked_id, created_at })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return added.numInsertedOrUpdatedRows === 1n;
    },

    async remove(account, blocked) {
      const removed = await db
        .deleteFrom("blocks")
        .where("account_id", "=", account)
        .where("blocked_id", "=", blocked)
        .executeTakeFirst();
      return removed.numDeletedRows === 1n;
    },

    async has(account, blocked) {
      const row = await db
        .selectFrom("blocks")
        .select("blocked_id")
        .where("account_id", "=", account)
        .where("blocked_id", "=", blocked)
        .executeTakeFirst();
      return row !== undefined;
    },

    async list(account) {
      return db
        .selectFrom("blocks")
        .select(["blocked_id", "created_at"])
        .where("account_id", "=", account)
        .orderBy("created_at", "desc")
        .execute();
    },

    async blockersOf(account) {
      const rows = await db.selectFrom("blocks").select("account_id").where("blocked_id", "=", account).execute();
      return new Set(rows.map((row) => row.account_id));
    },
  };
}
