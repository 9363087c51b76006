import type { Kysely, Selectable } from "kysely";
import type { Schema } from "../schema.ts";
import type { FriendRequestRow, FriendRequestTable } from "../store.ts";

const columns = ["id", "from_id", "to_id", "state", "hidden", "created_at", "answered_at"] as const;

export function friendRequestTable(db: Kysely<Schema>): FriendRequestTable {
  return {
    async insert({ hidden, ...row }) {
      const inserted = await db
        .insertInto("friend_requests")
        .values({ ...row, hidden: Number(hidden), pair: pairOf(row.from_id, row.to_id) })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return inserted.numInsertedOrUpdatedRows === 1n;
    },

    async get(id) {
      const row = await db.selectFrom("friend_requests").select(columns).where("id", "=", id).executeTakeFirst();
      return row ? toRequest(row) : null;
    },

    async pendingBetween(a, b) {
      const row = await db
        .selectFrom("friend_requests")
        .select(columns)
        .where("pair", "=", pairOf(a, b))
        .where("state", "=", "pending")
        .executeTakeFirst();
      return row ? toRequest(row) : null;
    },

    async lastRejection(from, to) {
      const row = await db
        .selectFrom("friend_requests")
        .select("answered_at")
        .where("from_id", "=", from)
        .where("to_id", "=", to)
        .where("state", "=", "rejected")
        .orderBy("answered_at", "desc")
        .limit(1)
        .executeTakeFirst();
      return row?.answered_at ?? null;
    },

    async pendingOf(account) {
      const rows = await db
        .selectFrom("friend_requests")
        .select(columns)
        .where("state", "=", "pending")
        .where((is) => is.or([is("from_id", "=", account), is("to_id", "=", account)]))
        .orderBy("created_at", "desc")
        .orderBy("id", "desc")
        .execute();
      return rows.map(toRequest);
    },

    async close(id, state, at) {
      const closed = await db
        .updateTable("friend_requests")
        .set({ state, answered_at: at })
        .where("id", "=", id)
        .where("state", "=", "pending")
        .executeTakeFirst();
      return closed.numUpdatedRows === 1n;
    },

    async setHidden(id, hidden) {
      await db
        .updateTable("friend_requests")
        .set({ hidden: Number(hidden) })
        .where("id", "=", id)
        .execute();
    },
  };
}

function pairOf(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

function toRequest(row: Pick<Selectable<Schema["friend_requests"]>, (typeof columns)[number]>): FriendRequestRow {
  return { ...row, hidden: row.hidden === 1 };
}
