import type { Kysely } from "kysely";
import { reservedNames } from "#protocol/names.ts";
import { nameSkeleton } from "../name-skeleton.ts";
import type { Schema } from "../schema.ts";
import { sortName } from "../sort-name.ts";
import type { GuestTable } from "../store.ts";

/** Made with the first guest: skeletons need a large table. */
let reservedSkeletons: ReadonlySet<string> | null = null;

const columns = ["id", "room_id", "name", "created_at", "expires_at"] as const;

export function guestTable(db: Kysely<Schema>): GuestTable {
  return {
    async insert(row) {
      await db
        .insertInto("guests")
        .values({ ...row, name_skeleton: nameSkeleton(row.name), sort_name: sortName(row.name) })
        .execute();
    },

    async get(id) {
      return (await db.selectFrom("guests").select(columns).where("id", "=", id).executeTakeFirst()) ?? null;
    },

    async isNameTaken(room, name) {
      const skeleton = nameSkeleton(name);
      reservedSkeletons ??= new Set(reservedNames.map(nameSkeleton));
      if (reservedSkeletons.has(skeleton)) return true;
      const account = await db
        .selectFrom("accounts")
        .select("id")
        .where("username_skeleton", "=", skeleton)
        .limit(1)
        .executeTakeFirst();
      if (account) return true;
      const guest = await db
        .selectFrom("guests as g")
        .innerJoin("members as m", (join) => join.onRef("m.person_id", "=", "g.id").onRef("m.conversation_id", "=", "g.room_id"))
        .select("g.id")
        .where("g.room_id", "=", room)
        .where("g.name_skeleton", "=", skeleton)
        .limit(1)
        .executeTakeFirst();
      if (guest) return true;
      const member = await db
        .selectFrom("accounts as a")
        .innerJoin("members as m", (join) => join.onRef("m.person_id", "=", "a.id"))
        .select("a.id")
        .where("a.name_skeleton", "=", skeleton)
        .where("m.conversation_id", "=", room)
        .limit(1)
        .executeTakeFirst();
      return member !== undefined;
    },

    async prolong(id, expires_at) {
      await db.updateTable("guests").set({ expires_at }).where("id", "=", id).execute();
    },

    async expired(now, limit) {
      return db
        .selectFrom("guests as g")
        .innerJoin("members as m", (join) => join.onRef("m.person_id", "=", "g.id").onRef("m.conversation_id", "=", "g.room_id"))
        .select(columns.map((column) => `g.${column}` as const))
        .where("g.expires_at", "<=", now)
        .orderBy("g.expires_at")
        .limit(limit)
        .execute();
    },

    async claim(id) {
      const claimed = await db
        .updateTable("guests")
        .set((expression) => ({ name: expression.ref("name") }))
        .where("id", "=", id)
        .executeTakeFirst();
      return claimed.numUpdatedRows === 1n;
    },

    async becomeAccount(id) {
      // Not the messages, of which there may be many: whose account it is shows when they are read.
      await db.updateTable("members").set({ person_kind: "account" }).where("person_id", "=", id).execute();
      await db.updateTable("sessions").set({ person_kind: "account" }).where("person_id", "=", id).execute();
      await db.deleteFrom("guests").where("id", "=", id).execute();
    },
  };
}
