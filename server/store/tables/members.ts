import { type Kysely, sql } from "kysely";
import type { AccountId, ConversationId, GuestId, PersonId } from "#protocol/ids.ts";
import { prepare } from "../prepare.ts";
import type { Schema } from "../schema.ts";
import { sortName } from "../sort-name.ts";
import type { ConversationRow, MemberRow, MemberTable, ShownMember } from "../store.ts";

const columns = ["conversation_id", "person_id", "person_kind", "role", "joined_at", "history_from_seq", "read_seq"] as const;

export function memberTable(db: Kysely<Schema>): MemberTable {
  const memberOf = prepare(db, (conversation: ConversationId, person: PersonId) =>
    db.selectFrom("members").select(columns).where("conversation_id", "=", conversation).where("person_id", "=", person),
  );
  const membershipsOf = prepare(db, (person: PersonId) =>
    db
      .selectFrom("members as m")
      .innerJoin("conversations as c", "c.id", "m.conversation_id")
      .select(columns.map((column) => `m.${column}` as const))
      .select(["c.kind", "c.name", "c.seq", "c.rev", "c.member_count", "c.slow_mode_s", "c.created_at"])
      .where("m.person_id", "=", person)
      .orderBy("c.active_at", "desc")
      .orderBy("c.id", "desc"),
  );
  const table: MemberTable = {
    async add(row) {
      // The count first: it takes the conversation's row lock, which every writer takes before any other.
      await count(db, row.conversation_id, 1);
      const people = row.person_kind === "account" ? "accounts" : "guests";
      const person = await db
        .selectFrom(people)
        .select("sort_name")
        .where("id", "=", row.person_id as AccountId & GuestId)
        .executeTakeFirstOrThrow();
      const inserted = await db
        .insertInto("members")
        .values({ ...row, sort_name: person.sort_name, last_sent_at: null })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (inserted.numInsertedOrUpdatedRows === 0n) {
        await count(db, row.conversation_id, -1);
        return false;
      }
      await db
        .insertInto("participants")
        .values({ conversation_id: row.conversation_id, person_id: row.person_id })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return true;
    },

    async addEveryAccount(conversation, at) {
      // The row lock first, as everywhere.
      await count(db, conversation, 0);
      await sql`insert into members
          (conversation_id, person_id, person_kind, role, joined_at, history_from_seq, read_seq, sort_name)
        select c.id, a.id, 'account', 'member', ${sql.lit(at)}, 0, c.seq, a.sort_name from conversations c cross join accounts a
        where c.id = ${conversation}
          and not exists (select 1 from members m where m.conversation_id = c.id and m.person_id = a.id)`.execute(db);
      await sql`insert into participants (conversation_id, person_id)
        select conversation_id, person_id from members where conversation_id = ${conversation}
        on conflict do nothing`.execute(db);
      await recount(db, conversation);
    },

    async remove(conversation, person) {
      await count(db, conversation, -1);
      const removed = await db
        .deleteFrom("members")
        .where("conversation_id", "=", conversation)
        .where("person_id", "=", person)
        .executeTakeFirst();
      if (removed.numDeletedRows === 1n) return true;
      await count(db, conversation, 1);
      return false;
    },

    async removeAll(conversation) {
      await count(db, conversation, 0);
      await db.deleteFrom("members").where("conversation_id", "=", conversation).execute();
      await recount(db, conversation);
    },

    async get(conversation, person) {
      const [row] = await memberOf(conversation, person);
      return row ?? null;
    },

    async listFor(person) {
      return (await membershipsOf(person)).map(splitMembership);
    },

    async page(conversation, { after, limit }) {
      return shown(db)
        .where("m.conversation_id", "=", conversation)
        .$if(after !== undefined, (query) =>
          query.where((is) =>
            is(is.refTuple("m.sort_name", "m.person_id"), ">", is.tuple(sortName(after?.name ?? ""), after?.id as PersonId)),
          ),
        )
        .orderBy("m.sort_name")
        .orderBy("m.person_id")
        .limit(limit)
        .execute();
    },

    async getMany(conversation, people) {
      if (people.length === 0) return [];
      return shown(db)
        .where("m.conversation_id", "=", conversation)
        .where("m.person_id", "in", people as PersonId[])
        .execute();
    },

    async filterMembers(conversation, people) {
      if (people.length === 0) return new Set();
      const rows = await db
        .selectFrom("members")
        .select("person_id")
        .where("conversation_id", "=", conversation)
        .where("person_id", "in", people as PersonId[])
        .execute();
      return new Set(rows.map((row) => row.person_id));
    },

    async setRole(conversation, person, role) {
      await db
        .updateTable("members")
        .set({ role })
        .where("conversation_id", "=", conversation)
        .where("person_id", "=", person)
        .execute();
    },

    async hasOwner(conversation) {
      const owner = await db
        .selectFrom("members")
        .select("person_id")
        .where("conversation_id", "=", conversation)
        .where("role", "=", sql.lit("owner"))
        .executeTakeFirst();
      return owner !== undefined;
    },

    async successor(conversation) {
      const row = await db
        .selectFrom("members")
        .select(columns)
        .where("conversation_id", "=", conversation)
        .where("person_kind", "=", "account")
        .where("role", "!=", "owner")
        .orderBy(sql`case role when 'moderator' then 0 else 1 end`)
        .orderBy("joined_at")
        .limit(1)
        .executeTakeFirst();
      return row ?? null;
    },

    async ids(conversation) {
      const rows = await db
        .selectFrom("members")
        .select(["person_id", "person_kind"])
        .where("conversation_id", "=", conversation)
        .execute();
      return rows;
    },

    async markRead(conversation, person, seq) {
      const upTo = sql<number>`(select case when seq < ${seq} then seq else ${seq} end from conversations where id = ${conversation})`;
      const moved = await db
        .updateTable("members")
        .set({ read_seq: upTo })
        .where("conversation_id", "=", conversation)
        .where("person_id", "=", person)
        .where("read_seq", "<", upTo)
        .returning("read_seq")
        .executeTakeFirst();
      return moved?.read_seq ?? (await table.get(conversation, person))?.read_seq ?? 0;
    },
  };
  return table;
}

async function recount(db: Kysely<Schema>, conversation: ConversationId): Promise<void> {
  const members = sql<number>`(select count(*) from members where conversation_id = ${conversation})`;
  await db.updateTable("conversations").set({ member_count: members }).where("id", "=", conversation).execute();
}

async function count(db: Kysely<Schema>, conversation: ConversationId, change: 1 | 0 | -1): Promise<void> {
  const counted = await db
    .updateTable("conversations")
    .set((expression) => ({ member_count: expression("member_count", "+", change) }))
    .where("id", "=", conversation)
    .executeTakeFirst();
  if (counted.numUpdatedRows !== 1n) throw new TypeError("There is no such conversation to count members of");
}

function shown(db: Kysely<Schema>) {
  return db
    .selectFrom("members as m")
    .leftJoin("accounts as a", (join) => join.onRef("a.id", "=", "m.person_id"))
    .leftJoin("guests as g", (join) => join.onRef("g.id", "=", "m.person_id"))
    .select(columns.map((column) => `m.${column}` as const))
    .select((select) => [
      "a.username",
      "a.last_seen_at",
      "a.picture_small as picture",
      select.fn.coalesce("a.display_name", "g.name").as("name"),
    ])
    .$castTo<ShownMember>();
}

function splitMembership(row: MemberRow & Omit<ConversationRow, "id">): { member: MemberRow; conversation: ConversationRow } {
  const { kind, name, seq, rev, member_count, slow_mode_s, created_at, ...member } = row;
  return { member, conversation: { id: member.conversation_id, kind, name, seq, rev, member_count, slow_mode_s, created_at } };
}
