import type { PersonId } from "#protocol/ids.ts";
import type { Conversation, ConversationSettings } from "#protocol/objects/conversation.ts";
import type { Message } from "#protocol/objects/message.ts";
import type { Context } from "../context.ts";
import type { ConversationRow, MemberRow } from "../store/store.ts";

/** Unread messages are counted up to here; clients show "999+". */
const unreadCap = 1_000;

export interface Membership {
  member: MemberRow;
  conversation: ConversationRow;
}

/** Conversations as one member sees them. */
export async function showConversations(
  context: Context,
  person: PersonId,
  memberships: readonly Membership[],
): Promise<Conversation[]> {
  const last = await context.store.read.messages.last(memberships.map(({ conversation }) => conversation.id));
  return Promise.all(
    memberships.map((membership) => showConversation(context, person, membership, last.get(membership.conversation.id) ?? null)),
  );
}

async function showConversation(
  context: Context,
  person: PersonId,
  { member, conversation }: Membership,
  last: Message | null,
): Promise<Conversation> {
  const [unread, online_count] = await Promise.all([
    countUnread(context, person, member, conversation),
    context.presence.count(conversation.id),
  ]);
  return {
    ...conversationSettings(conversation),
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
export function conversationSettings(conversation: ConversationRow): ConversationSettings {
  const { id, kind, name, created_at } = conversation;
  return { id, kind, name, encrypted: kind === "direct" || kind === "group", created_at };
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
