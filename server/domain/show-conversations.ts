import type { PersonId } from "#protocol/ids.ts";
import type { Conversation, ConversationSettings } from "#protocol/objects/conversation.ts";
import type { Message } from "#protocol/objects/message.ts";
import type { RoomSettings } from "#protocol/objects/room.ts";
import type { Context } from "../context.ts";
import { Refusal } from "../refusal.ts";
import type { ConversationRow, MemberRow, RoomRow } from "../store/store.ts";
import { type Membership, requireMembership } from "./membership.ts";

/** Unread messages are counted up to here; clients show "999+". */
const unreadCap = 1_000;

/** Conversations as one member sees them. */
export async function showConversations(
  context: Context,
  person: PersonId,
  memberships: readonly Membership[],
): Promise<Conversation[]> {
  const ids = memberships.map(({ conversation }) => conversation.id);
  const [last, rows] = await Promise.all([context.store.read.messages.last(ids), context.store.read.rooms.getMany(ids)]);
  const rooms = new Map(rows.map((room) => [room.conversation_id, room]));
  return Promise.all(
    memberships.map((membership) => {
      const { id } = membership.conversation;
      return showConversation(context, person, { membership, last: last.get(id) ?? null, room: rooms.get(id) ?? null });
    }),
  );
}

async function showConversation(
  context: Context,
  person: PersonId,
  { membership: { member, conversation }, last, room }: { membership: Membership; last: Message | null; room: RoomRow | null },
): Promise<Conversation> {
  const [unread, online_count] = await Promise.all([
    countUnread(context, person, member, conversation),
    context.presence.count(conversation.id),
  ]);
  return {
    ...conversationSettings(conversation, room),
    seq: conversation.seq,
    rev: conversation.rev,
    member_count: conversation.member_count,
    online_count,
    role: member.role,
    read_seq: member.read_seq,
    unread,
    last_message: last && last.seq > member.history_from_seq ? last : null,
  };
}

/** What is true of a conversation for everyone in it. */
export function conversationSettings(conversation: ConversationRow, room: RoomRow | null): ConversationSettings {
  const { id, kind, name, created_at } = conversation;
  return {
    id,
    kind,
    name,
    encrypted: kind === "direct" || kind === "group",
    room: room && showRoom(conversation, room),
    created_at,
  };
}

function showRoom({ slow_mode_s }: ConversationRow, room: RoomRow): RoomSettings {
  const { code, description, retention, history_from, guests, listed, locked, password_hash } = room;
  return {
    code,
    description,
    retention,
    history_from,
    guests,
    listed,
    locked,
    slow_mode_s,
    has_password: password_hash !== null,
  };
}

/** One conversation as one of its members sees it; null when they are not in it. */
export async function showOneConversation(
  context: Context,
  id: ConversationRow["id"],
  person: PersonId,
): Promise<Conversation | null> {
  const membership = await requireMembership(context.store.read, id, person);
  const [shown] = membership instanceof Refusal ? [] : await showConversations(context, person, [membership]);
  return shown ?? null;
}

export async function countUnread(
  context: Context,
  person: PersonId,
  member: MemberRow,
  conversation: { id: ConversationRow["id"]; seq: number },
): Promise<number> {
  const after = Math.max(member.read_seq, member.history_from_seq);
  if (conversation.seq <= after) return 0;
  return context.store.read.messages.countUnread(conversation.id, person, after, unreadCap);
}
