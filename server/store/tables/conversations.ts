import type { Kysely } from "kysely";
import type { ConversationId } from "#protocol/ids.ts";
import { prepare } from "../prepare.ts";
import type { Schema } from "../schema.ts";
import { sortName } from "../sort-name.ts";
import type { ConversationTable } from "../store.ts";
import type { Dialect } from "./dialect.ts";

const columns = ["id", "kind", "name", "seq", "rev", "member_count", "slow_mode_s", "created_at"] as const;

export function conversationTable(db: Kysely<Schema>, dialect: Dialect): ConversationTable {
  const byId = prepare(db, (id: ConversationId) => db.selectFrom("conversations").select(columns).where("id", "=", id));
  return {
    async insert(row) {
      await db
        .insertInto("conversations")
        .values({
          ...row,
          sort_name: sortName(row.name),
          seq: 0,
          rev: 0,
          member_count: 0,
          slow_mode_s: 0,
          active_at: row.created_at,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },

    async get(id) {
      const [row] = await byId(id);
      return row ?? null;
    },

    async lock(id) {
      const locked = db.selectFrom("conversations").select(columns).where("id", "=", id).modifyEnd(dialect.rowLock);
      return (await locked.executeTakeFirst()) ?? null;
    },

    async getMany(ids) {
      if (ids.length === 0) return [];
      return db
        .selectFrom("conversations")
        .select(columns)
        .where("id", "in", ids as ConversationId[])
        .execute();
    },

    async lobby() {
      return (await db.selectFrom("conversations").select(columns).where("kind", "=", "lobby").executeTakeFirst()) ?? null;
    },

    async nextRev(id) {
      const { rev } = await db
        .updateTable("conversations")
        .set((expression) => ({ rev: expression("rev", "+", 1) }))
        .where("id", "=", id)
        .returning("rev")
        .executeTakeFirstOrThrow();
      return rev;
    },

    async update(id, change) {
      const set = change.name === undefined ? change : { ...change, sort_name: sortName(change.name) };
      if (Object.keys(set).length > 0) await db.updateTable("conversations").set(set).where("id", "=", id).execute();
    },

    async remove(id) {
      // The row first: its lock makes every send of another node wait, which then finds no conversation.
      const removed = await db.deleteFrom("conversations").where("id", "=", id).executeTakeFirst();
      if (removed.numDeletedRows === 0n) return false;
      for (const table of ["members", "messages", "participants", "rooms", "bans"] as const) {
        await db.deleteFrom(table).where("conversation_id", "=", id).execute();
      }
      await db.deleteFrom("guests").where("room_id", "=", id).execute();
      return true;
    },
  };
}
