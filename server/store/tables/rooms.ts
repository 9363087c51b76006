import { type Kysely, type Selectable, sql } from "kysely";
import type { ConversationId } from "#protocol/ids.ts";
import type { Schema } from "../schema.ts";
import { sortName } from "../sort-name.ts";
import type { RoomRow, RoomTable } from "../store.ts";
import { likePart } from "./like-part.ts";

const columns = [
  "conversation_id",
  "code",
  "description",
  "password_hash",
  "retention",
  "history_from",
  "guests",
  "listed",
  "locked",
  "empty_since",
] as const;

export function roomTable(db: Kysely<Schema>): RoomTable {
  return {
    async insert({ guests, listed, locked, ...row }) {
      const inserted = await db
        .insertInto("rooms")
        .values({ ...row, guests: Number(guests), listed: Number(listed), locked: Number(locked) })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return inserted.numInsertedOrUpdatedRows === 1n;
    },

    async get(conversation) {
      const row = await db.selectFrom("rooms").select(columns).where("conversation_id", "=", conversation).executeTakeFirst();
      return row ? toRoom(row) : null;
    },

    async getMany(conversations) {
      if (conversations.length === 0) return [];
      const ids = conversations as ConversationId[];
      const rows = await db.selectFrom("rooms").select(columns).where("conversation_id", "in", ids).execute();
      return rows.map(toRoom);
    },

    async findByCode(code) {
      const row = await db.selectFrom("rooms").select(columns).where("code", "=", code).executeTakeFirst();
      return row ? toRoom(row) : null;
    },

    async update(conversation, { guests, listed, locked, ...rest }) {
      const flags = Object.entries({ guests, listed, locked }).flatMap(([name, flag]) =>
        flag === undefined ? [] : [[name, Number(flag)]],
      );
      const change = { ...rest, ...Object.fromEntries(flags) };
      if (Object.keys(change).length > 0)
        await db.updateTable("rooms").set(change).where("conversation_id", "=", conversation).execute();
    },

    async setCode(conversation, code) {
      const taken = await db.selectFrom("rooms").select("conversation_id").where("code", "=", code).executeTakeFirst();
      if (taken) return false;
      await db.updateTable("rooms").set({ code }).where("conversation_id", "=", conversation).execute();
      return true;
    },

    async listed({ q, after, limit }) {
      const rows = await db
        .selectFrom("rooms as r")
        .innerJoin("conversations as c", "c.id", "r.conversation_id")
        .select(columns.map((column) => `r.${column}` as const))
        .select(["c.name", "c.member_count"])
        .where("r.listed", "=", 1)
        .where("r.locked", "=", 0)
        .where("c.member_count", ">", 0)
        .$if(q !== undefined, (query) => query.where(sql<boolean>`c.sort_name like ${likePart(sortName(q ?? ""))} escape '!'`))
        .$if(after !== undefined, (query) =>
          query.where((is) =>
            is.or([
              is("c.member_count", "<", after?.member_count ?? 0),
              is.and([is("c.member_count", "=", after?.member_count ?? 0), is("c.id", ">", (after?.id ?? "") as ConversationId)]),
            ]),
          ),
        )
        .orderBy("c.member_count", "desc")
        .orderBy("c.id")
        .limit(limit)
        .execute();
      return rows.map(({ name, member_count, ...row }) => ({ room: toRoom(row), name, member_count }));
    },

    async sessionRooms() {
      const rows = await db
        .selectFrom("rooms")
        .select(["conversation_id", "empty_since"])
        .where("retention", "=", "session")
        .execute();
      return rows;
    },
  };
}

function toRoom(row: Pick<Selectable<Schema["rooms"]>, (typeof columns)[number]>): RoomRow {
  return { ...row, guests: row.guests === 1, listed: row.listed === 1, locked: row.locked === 1 };
}
