/**
 * Rules of rooms that several operations share: who may act in a room and on whom, how a person gets in and out, and what
 * everybody is told of it.
 */
import type { ConversationId, MessageId, PersonId } from "#protocol/ids.ts";
import { limits } from "#protocol/limits.ts";
import type { MemberRole } from "#protocol/objects/conversation.ts";
import type { Notice } from "#protocol/objects/message.ts";
import type { Context } from "../context.ts";
import type { DomainEvent } from "../events.ts";
import { Refusal, refuse } from "../refusal.ts";
import type { ConversationRow, MemberRow, RoomRow, Tables } from "../store/store.ts";
import { showMember } from "./member-page.ts";
import { requireMembership } from "./membership.ts";
import { conversationSettings } from "./show-conversations.ts";

export interface RoomMembership {
  readonly member: MemberRow;
  readonly conversation: ConversationRow;
  readonly room: RoomRow;
}

const rank: Record<MemberRole, number> = { member: 0, moderator: 1, owner: 2 };

/** The gate of everything done to a room: a member of it, with at least this role. Strangers learn nothing. */
export async function requireRoomRole(
  context: Context,
  id: ConversationId,
  { person, role }: { person: PersonId; role: MemberRole },
): Promise<RoomMembership | Refusal> {
  const membership = await requireMembership(context, id, person);
  if (membership instanceof Refusal) return membership;
  const room = await context.store.read.rooms.get(id);
  if (!room) return refuse("not_a_room", { field: "conversation" });
  return rank[membership.member.role] >= rank[role] ? { ...membership, room } : refuse("role_too_low");
}

/** The other person of an act: a member of the room, and below the one who acts. Nobody acts on an equal or on a higher role. */
export async function requireSubject(
  context: Context,
  { member, conversation }: RoomMembership,
  person: PersonId,
): Promise<Subject | Refusal> {
  const [subject] = await context.store.read.members.getMany(conversation.id, [person]);
  if (!subject) return refuse("person_not_found", { field: "person" });
  return rank[subject.role] < rank[member.role] ? subject : refuse("role_too_low");
}

export interface Subject {
  person_id: PersonId;
  person_kind: "account" | "guest";
  role: MemberRole;
  name: string;
}

/** Adds a person inside a transaction; returns what to emit once it is committed, or null when they are a member already. */
export async function addMember(
  tables: Tables,
  {
    conversation,
    person,
    role,
    now,
    from,
  }: {
    conversation: ConversationId;
    person: { id: PersonId; kind: "account" | "guest"; name: string };
    role: MemberRole;
    now: number;
    from: RoomRow["history_from"];
  },
): Promise<DomainEvent[] | null> {
  const before = await tables.conversations.get(conversation);
  if (!before) return null;
  const row: MemberRow = {
    conversation_id: conversation,
    person_id: person.id,
    person_kind: person.kind,
    role,
    joined_at: now,
    history_from_seq: from === "join" ? before.seq : 0,
    // What was said before is there to read, but it is not news to someone who has just arrived.
    read_seq: before.seq,
  };
  if (!(await tables.members.add(row))) return null;
  const rev = await tables.conversations.nextRev(conversation);
  const member_count = before.member_count + 1;
  const [shown] = await tables.members.getMany(conversation, [person.id]);
  if (!shown) return null;
  const joined: DomainEvent = {
    event: "member.joined",
    data: { conversation, rev, member: showMember(shown, "offline"), member_count },
  };
  const notice = { kind: "joined", subject: { id: person.id, name: person.name }, actor: null, value: null } as const;
  return [joined, ...(await tellNotice(tables, { conversation, notice, member_count, now }))];
}

/** Takes a person out inside a transaction; returns what to emit once it is committed, or null when they were not in. */
export async function removeMember(
  tables: Tables,
  {
    conversation,
    subject,
    actor,
    now,
  }: {
    conversation: ConversationId;
    subject: Subject;
    /** Null when the person leaves by themselves. */
    actor: { id: PersonId; name: string } | null;
    now: number;
  },
): Promise<DomainEvent[] | null> {
  if (!(await tables.members.remove(conversation, subject.person_id))) return null;
  const rev = await tables.conversations.nextRev(conversation);
  const { member_count = 0 } = (await tables.conversations.get(conversation)) ?? {};
  const left: DomainEvent = { event: "member.left", data: { conversation, rev, id: subject.person_id, member_count } };
  const notice: Notice = {
    kind: actor ? "removed" : "left",
    subject: { id: subject.person_id, name: subject.name },
    actor,
    value: null,
  };
  const told = await tellNotice(tables, { conversation, notice, member_count, now });
  const removed = await removedFromFeed(tables, { owner: subject, conversation, reason: actor ? "removed" : "left" });
  return [left, ...told, removed];
}

/** The owner of a room who leaves hands it to whoever has served longest; a room of guests alone has no owner. */
export async function handOver(tables: Tables, conversation: ConversationId, now: number): Promise<DomainEvent[]> {
  const successor = await tables.members.successor(conversation);
  return successor ? changeRole(tables, { conversation, person: successor.person_id, role: "owner", now }) : [];
}

/** Gives a member another role inside a transaction; returns what to emit once it is committed. */
export async function changeRole(
  tables: Tables,
  { conversation, person, role, now }: { conversation: ConversationId; person: PersonId; role: MemberRole; now: number },
): Promise<DomainEvent[]> {
  await tables.members.setRole(conversation, person, role);
  const rev = await tables.conversations.nextRev(conversation);
  const [member] = await tables.members.getMany(conversation, [person]);
  const { member_count = 0 } = (await tables.conversations.get(conversation)) ?? {};
  if (!member) return [];
  const notice = { kind: "role_changed", subject: { id: person, name: member.name }, actor: null, value: role } as const;
  return [
    { event: "member.changed", data: { conversation, rev, member: showMember(member, "offline") } },
    ...(await tellNotice(tables, { conversation, notice, member_count, now })),
  ];
}

/** After a change of settings inside a transaction: the event that tells everyone. */
export async function settingsChanged(tables: Tables, conversation: ConversationId): Promise<DomainEvent[]> {
  const rev = await tables.conversations.nextRev(conversation);
  const row = await tables.conversations.get(conversation);
  const room = await tables.rooms.get(conversation);
  return row ? [{ event: "conversation.changed", data: { conversation, rev, settings: conversationSettings(row, room) } }] : [];
}

/**
 * Deletes a conversation with all that belongs to it, and tells whoever was in it. The one place that deletes one: what
 * later belongs to a conversation is deleted here.
 */
export async function deleteConversation(context: Context, conversation: ConversationId): Promise<boolean> {
  const events = await context.store.write(async (tables) => {
    const people = await tables.members.ids(conversation);
    if (!(await tables.conversations.remove(conversation))) return null;
    const removed: DomainEvent[] = [];
    for (const owner of people) removed.push(await removedFromFeed(tables, { owner, conversation, reason: "deleted" }));
    for (const owner of people)
      if (owner.person_kind === "guest") await tables.sessions.revokeAll(owner.person_id, context.now());
    return { removed, guests: people.filter(({ person_kind }) => person_kind === "guest") };
  });
  if (!events) return false;
  for (const event of events.removed) context.emit(event);
  for (const { person_id } of events.guests) context.cut({ kind: "person", person: person_id, reason: "access_ended" });
  return true;
}

/** Ends what a guest had: without the room there is nothing left for them here. */
export async function endGuest(context: Context, guest: PersonId): Promise<void> {
  await context.store.write((tables) => tables.sessions.revokeAll(guest, context.now()));
  context.cut({ kind: "person", person: guest, reason: "access_ended" });
}

async function removedFromFeed(
  tables: Tables,
  {
    owner,
    conversation,
    reason,
  }: {
    owner: { person_id: PersonId; person_kind: "account" | "guest" };
    conversation: ConversationId;
    reason: "left" | "removed" | "deleted";
  },
): Promise<DomainEvent> {
  // A guest has no feed: nothing but this one room.
  const feed_rev = owner.person_kind === "account" ? await tables.accounts.nextFeedRev(owner.person_id) : 0;
  return { event: "conversation.removed", owner: owner.person_id, data: { feed_rev, conversation, reason } };
}

/** A system message, but not in a crowd: there every coming and going would be one more line for everyone. */
async function tellNotice(
  tables: Tables,
  {
    conversation,
    notice,
    member_count,
    now,
  }: { conversation: ConversationId; notice: Notice; member_count: number; now: number },
): Promise<DomainEvent[]> {
  if (member_count > limits.small_conversation) return [];
  const id = Bun.randomUUIDv7() as MessageId;
  await tables.messages.append({
    id,
    conversation_id: conversation,
    mid: id,
    sender_kind: "system",
    sender_id: null,
    type: "system",
    body: { notice },
    reply_to: null,
    created_at: now,
  });
  const message = await tables.messages.get(id);
  return message ? [{ event: "message.created", data: message }] : [];
}
