import type { Kysely } from "kysely";
import type { SessionId } from "#protocol/ids.ts";
import { prepare } from "../prepare.ts";
import type { Schema } from "../schema.ts";
import type { SessionTable } from "../store.ts";

const columns = [
  "id",
  "person_kind",
  "person_id",
  "refresh_hash",
  "previous_refresh_hash",
  "user_agent",
  "address",
  "created_at",
  "used_at",
  "expires_at",
  "revoked_at",
] as const;

export function sessionTable(db: Kysely<Schema>): SessionTable {
  const byId = prepare(db, (id: SessionId) => db.selectFrom("sessions").select(columns).where("id", "=", id));
  return {
    async insert(row) {
      await db.insertInto("sessions").values(row).execute();
    },

    async get(id) {
      const [row] = await byId(id);
      return row ?? null;
    },

    async rotate(id, { from, to, address, used_at, expires_at }) {
      const rotated = await db
        .updateTable("sessions")
        .set({ refresh_hash: to, previous_refresh_hash: from, address, used_at, expires_at })
        .where("id", "=", id)
        .where("refresh_hash", "=", from)
        .where("revoked_at", "is", null)
        .executeTakeFirst();
      return rotated.numUpdatedRows === 1n;
    },

    async listActive(person, now) {
      return db
        .selectFrom("sessions")
        .select(columns)
        .where("person_id", "=", person)
        .where("revoked_at", "is", null)
        .where("expires_at", ">", now)
        .orderBy("used_at", "desc")
        .orderBy("id", "desc")
        .execute();
    },

    async last(person) {
      const row = await db
        .selectFrom("sessions")
        .select(columns)
        .where("person_id", "=", person)
        .orderBy("used_at", "desc")
        .orderBy("id", "desc")
        .limit(1)
        .executeTakeFirst();
      return row ?? null;
    },

    async filterActive(ids, now) {
      if (ids.length === 0) return new Set();
      const rows = await db
        .selectFrom("sessions")
        .select("id")
        .where("id", "in", ids as SessionId[])
        .where("revoked_at", "is", null)
        .where("expires_at", ">", now)
        .execute();
      return new Set(rows.map((row) => row.id));
    },

    async revoke(id, at) {
      const revoked = await db
        .updateTable("sessions")
        .set({ revoked_at: at })
        .where("id", "=", id)
        .where("revoked_at", "is", null)
        .executeTakeFirst();
      return revoked.numUpdatedRows === 1n;
    },

    async revokeAll(person, at, except) {
      const rows = await db
        .updateTable("sessions")
        .set({ revoked_at: at })
        .where("person_id", "=", person)
        .where("revoked_at", "is", null)
        .where("expires_at", ">", at)
        .$if(except !== undefined, (query) => query.where("id", "!=", except as SessionId))
        .returning("id")
        .execute();
      return rows.map((row) => row.id);
    },

    async touch(id, change) {
      await db.updateTable("sessions").set(change).where("id", "=", id).execute();
    },

    async removeEnded(by, limit) {
      const ended = db
        .selectFrom("sessions")
        .select("id")
        .where((is) => is.or([is("expires_at", "<=", by), is("revoked_at", "<=", by)]))
        .limit(limit);
      const removed = await db.deleteFrom("sessions").where("id", "in", ended).executeTakeFirst();
      return Number(removed.numDeletedRows);
    },
  };
}
