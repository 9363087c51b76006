import type { Kysely } from "kysely";
import type { ConversationId } from "#protocol/ids.ts";
import type { Schema } from "../schema.ts";
import type { ConversationTable } from "../store.ts";

export const conversationColumns = ["id", "kind", "name", "seq", "rev", "member_count", "created_at"] as const;

export function conversationTable(db: Kysely<Schema>): ConversationTable {
  return {
    async insert(row) {
      await db
        .insertInto("conversations")
        .values({ ...row, seq: 0, rev: 0, member_count: 0, active_at: row.created_at })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },

    async get(id) {
      return (await db.selectFrom("conversations").select(conversationColumns).where("id", "=", id).executeTakeFirst()) ?? null;
    },

    async getMany(ids) {
      if (ids.length === 0) return [];
      return db
        .selectFrom("conversations")
        .select(conversationColumns)
        .where("id", "in", ids as ConversationId[])
        .execute();
    },

    async lobby() {
      return (await db.selectFrom("conversations").select(conversationColumns).where("kind", "=", "lobby").executeTakeFirst()) ?? null;
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

    async rename(id, name) {
      await db.updateTable("conversations").set({ name }).where("id", "=", id).execute();
    },
  };
}
