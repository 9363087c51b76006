import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";
import type { BanTable } from "../store.ts";

const columns = ["id", "conversation_id", "kind", "value", "person_id", "name", "by_id", "by_name", "created_at"] as const;

export function banTable(db: Kysely<Schema>): BanTable {
  return {
    async insert(row) {
      await db
        .insertInto("bans")
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },

    async list(conversation) {
      return db
        .selectFrom("bans")
        .select(columns)
        .where("conversation_id", "=", conversation)
        .orderBy("created_at", "desc")
        .execute();
    },

    async isBanned(conversation, { person, address }) {
      const row = await db
        .selectFrom("bans")
        .select("id")
        .where("conversation_id", "=", conversation)
        .where((is) =>
          is.or([
            is.and([is("kind", "=", "address"), is("value", "=", address)]),
            is.and([is("kind", "!=", "address"), is("value", "=", person ?? "")]),
          ]),
        )
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    async remove(conversation, id) {
      const removed = await db
        .deleteFrom("bans")
        .where("conversation_id", "=", conversation)
        .where("id", "=", id)
        .executeTakeFirst();
      return removed.numDeletedRows === 1n;
    },
  };
}
