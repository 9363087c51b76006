import { type Kysely, sql } from "kysely";
import type { ConversationId, PersonId } from "#protocol/ids.ts";
import type { Message, Notice } from "#protocol/objects/message.ts";
import { prepare } from "../prepare.ts";
import type { Schema } from "../schema.ts";
import type { MessageTable } from "../store.ts";
import { toMessage } from "./message-row.ts";

/** What a notice says of somebody who is gone: that it was somebody. */
function withoutName(notice: Notice, gone: PersonId): Notice {
  const of = (person: Notice["subject"]) => (person?.id === gone ? { ...person, name: "" } : person);
  return { ...notice, subject: of(notice.subject), actor: of(notice.actor) };
}

type HistoryOptions = Parameters<MessageTable["history"]>[1];

export function messageTable(db: Kysely<Schema>, append: MessageTable["append"]): MessageTable {
  const pages = preparePages(db);
  return {
    append,

    async get(id) {
      const row = await messages(db).where("m.id", "=", id).executeTakeFirst();
      return row ? toMessage(row) : null;
    },

    async history(conversation, options) {
      const { before, after, around, limit } = options;
      if (after !== undefined) {
        const found = await upwards(pages, conversation, { ...options, from: after + 1 });
        return {
          messages: found.slice(0, limit),
          has_before: await exists(db, conversation, { above: options.from_seq, upTo: after }),
          has_after: found.length > limit,
        };
      }
      if (around !== undefined) return historyAround(pages, conversation, { ...options, around });
      const found = await downwards(pages, conversation, { ...options, below: before ?? Number.MAX_SAFE_INTEGER });
      return {
        messages: found.slice(0, limit).reverse(),
        has_before: found.length > limit,
        has_after:
          before !== undefined &&
          (await exists(db, conversation, { above: Math.max(before - 1, options.from_seq), upTo: Number.MAX_SAFE_INTEGER })),
      };
    },

    async changedAfter(conversation, rev, { limit, from_seq }) {
      const rows = await messages(db)
        .where("m.conversation_id", "=", conversation)
        .where("m.rev", ">", rev)
        .where("m.seq", ">", from_seq)
        .orderBy("m.rev")
        .limit(limit)
        .execute();
      return rows.map(toMessage);
    },

    async purgeSender(conversation, sender, change) {
      const purged = await db
        .updateTable("messages")
        .set({ body: JSON.stringify({ text: "" }), rev: change.rev, deleted_at: change.at })
        .where("conversation_id", "=", conversation)
        .where("sender_id", "=", sender)
        .executeTakeFirst();
      const notices = await db
        .selectFrom("messages")
        .select(["id", "body"])
        .where("conversation_id", "=", conversation)
        .where("type", "=", "system")
        .where("body", "like", `%${sender}%`)
        .execute();
      for (const { id, body } of notices) {
        const nameless = JSON.stringify({ notice: withoutName(JSON.parse(body).notice, sender) });
        await db.updateTable("messages").set({ body: nameless, rev: change.rev }).where("id", "=", id).execute();
      }
      return purged.numUpdatedRows > 0n || notices.length > 0;
    },

    async conversationsOf(person) {
      const rows = await db.selectFrom("participants").select("conversation_id").where("person_id", "=", person).execute();
      return rows.map((row) => row.conversation_id);
    },

    async bySender(conversation, sender, { after_seq, up_to_seq }) {
      const rows = await messages(db)
        .where("m.conversation_id", "=", conversation)
        .where("m.seq", ">", after_seq)
        .where("m.seq", "<=", up_to_seq)
        .where("m.sender_id", "=", sender)
        .orderBy("m.seq")
        .execute();
      return rows.map(toMessage);
    },

    async countUnread(conversation, person, after, cap) {
      const unread = db
        .selectFrom("messages")
        .select("seq")
        .where("conversation_id", "=", conversation)
        .where("seq", ">", after)
        .where("sender_kind", "!=", "system")
        .where("sender_id", "!=", person)
        .where("deleted_at", "is", null)
        .limit(cap);
      const { count } = await db
        .selectFrom(unread.as("unread"))
        .select(db.fn.countAll<number>().as("count"))
        .executeTakeFirstOrThrow();
      return count;
    },

    async last(conversations) {
      if (conversations.length === 0) return new Map();
      const rows = await messages(db)
        .innerJoin("conversations as c", "c.id", "m.conversation_id")
        .where("c.id", "in", conversations as ConversationId[])
        .where("m.seq", "=", sql<number>`(select max(seq) from messages where conversation_id = c.id)`)
        .execute();
      return new Map(rows.map((row) => [row.conversation_id, toMessage(row)]));
    },
  };
}

type Pages = ReturnType<typeof preparePages>;

function preparePages(db: Kysely<Schema>) {
  return {
    downwards: prepare(db, (conversation: ConversationId, below: number, above: number, limit: number) =>
      messages(db)
        .where("m.conversation_id", "=", conversation)
        .where("m.seq", "<", below)
        .where("m.seq", ">", above)
        .orderBy("m.seq", "desc")
        .limit(limit),
    ),
    upwards: prepare(db, (conversation: ConversationId, from: number, limit: number) =>
      messages(db).where("m.conversation_id", "=", conversation).where("m.seq", ">=", from).orderBy("m.seq").limit(limit),
    ),
  };
}

/** Both sides are read as if the page were all theirs, so that near an end of the conversation the page is still full. */
async function historyAround(pages: Pages, conversation: ConversationId, options: HistoryOptions & { around: number }) {
  const { around, limit } = options;
  const older = await downwards(pages, conversation, { ...options, below: around });
  const newer = await upwards(pages, conversation, { ...options, from: around });
  const olderShown = Math.min(older.length, limit, Math.max(Math.floor(limit / 2), limit - newer.length));
  const newerShown = Math.min(newer.length, limit - olderShown);
  return {
    messages: [...older.slice(0, olderShown).reverse(), ...newer.slice(0, newerShown)],
    has_before: older.length > olderShown,
    has_after: newer.length > newerShown,
  };
}

/** One more than `limit`, newest first: the extra one tells that there is more. */
async function downwards(
  pages: Pages,
  conversation: ConversationId,
  { below, limit, from_seq }: { below: number; limit: number; from_seq: number },
): Promise<Message[]> {
  return (await pages.downwards(conversation, below, from_seq, limit + 1)).map(toMessage);
}

/** One more than `limit`, oldest first. */
async function upwards(
  pages: Pages,
  conversation: ConversationId,
  { from, limit, from_seq }: { from: number; limit: number; from_seq: number },
): Promise<Message[]> {
  return (await pages.upwards(conversation, Math.max(from, from_seq + 1), limit + 1)).map(toMessage);
}

async function exists(
  db: Kysely<Schema>,
  conversation: ConversationId,
  { above, upTo }: { above: number; upTo: number },
): Promise<boolean> {
  const row = await db
    .selectFrom("messages")
    .select("seq")
    .where("conversation_id", "=", conversation)
    .where("seq", ">", above)
    .where("seq", "<=", upTo)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Messages with the name and picture their sender has now. */
function messages(db: Kysely<Schema>) {
  return db
    .selectFrom("messages as m")
    .leftJoin("accounts as a", (join) => join.onRef("a.id", "=", "m.sender_id"))
    .leftJoin("guests as g", (join) => join.onRef("g.id", "=", "m.sender_id"))
    .select((select) => [
      "m.id",
      "m.conversation_id",
      "m.seq",
      "m.rev",
      "m.mid",
      "m.sender_kind",
      "m.sender_id",
      "m.type",
      "m.body",
      "m.reply_to",
      "m.edited_at",
      "m.deleted_at",
      "m.created_at",
      "a.id as account_id",
      "a.picture_small as sender_picture",
      select.fn.coalesce("a.display_name", "g.name").as("sender_name"),
    ]);
}
