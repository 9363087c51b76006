/** How people get into a room and out of it, who owns it, and what everybody is told of that. All of it inside transactions. */
import type { ConversationId, PersonId } from "#protocol/ids.ts";
import { limits } from "#protocol/limits.ts";
import type { MemberRole } from "#protocol/objects/conversation.ts";
import type { Notice } from "#protocol/objects/message.ts";
import type { DomainEvent } from "../events.ts";
import type { MemberRow, ShownMember, Tables } from "../store/store.ts";
import type { Ending } from "./announce-ending.ts";
import type { Arrival } from "./announce-join.ts";
import { showMember } from "./member-page.ts";
import { tellNotice } from "./tell-notice.ts";

/** Who does something, as notices name them. */
export interface Actor {
  readonly id: PersonId;
  readonly name: string;
}

/** Who has just come in by the door: the first account in a room without an owner takes it over. */
export async function roleAtTheDoor(
  tables: Tables,
  { conversation, kind }: { conversation: ConversationId; kind: "account" | "guest" },
): Promise<MemberRole> {
  return kind === "account" && !(await tables.members.hasOwner(conversation)) ? "owner" : "member";
}

/** A member who has just become an account takes a room over that nobody owns. */
export async function takeOverOwnerless(
  tables: Tables,
  { conversation, person, now }: { conversation: ConversationId; person: PersonId; now: number },
): Promise<DomainEvent[]> {
  await tables.conversations.lock(conversation);
  const isMember = (await tables.members.get(conversation, person)) !== null;
  if (!isMember || (await tables.members.hasOwner(conversation))) return [];
  return changeRole(tables, { conversation, person, role: "owner", actor: null, now });
}

/** Adds a person to a room; null when they are a member already. */
export async function addMember(
  tables: Tables,
  {
    conversation,
    person,
    role,
    now,
  }: {
    conversation: ConversationId;
    person: { id: PersonId; kind: "account" | "guest"; name: string };
    role: MemberRole;
    now: number;
  },
): Promise<Arrival | null> {
  const before = await tables.conversations.lock(conversation);
  const room = before && (await tables.rooms.get(conversation));
  if (!before || !room) return null;
  const row: MemberRow = {
    conversation_id: conversation,
    person_id: person.id,
    person_kind: person.kind,
    role,
    joined_at: now,
    history_from_seq: room.history_from === "join" ? before.seq : 0,
    // What was said before is there to read, but it is not news to someone who has just arrived.
    read_seq: before.seq,
  };
  if (!(await tables.members.add(row))) return null;
  // Whoever comes in has time to connect, however long the room has been empty.
  if (room.empty_since !== null) await tables.rooms.update(conversation, { empty_since: null });
  const rev = await tables.conversations.nextRev(conversation);
  const member_count = before.member_count + 1;
  const [shown] = await tables.members.getMany(conversation, [person.id]);
  if (!shown) return null;
  const joined: DomainEvent = {
    event: "member.joined",
    data: { conversation, rev, member: showMember(shown, "offline"), member_count },
  };
  const notice = { kind: "joined", subject: { id: person.id, name: person.name }, actor: null, value: null } as const;
  const told = await tellUnlessCrowded(tables, { conversation, notice, member_count, now });
  // A guest has no feed: nothing but this one room.
  const feed_rev = person.kind === "account" ? await tables.accounts.nextFeedRev(person.id) : 0;
  return { events: [joined, ...told], feed_rev };
}

/**
 * Takes a person out of a conversation; null when they are not in it. An owner's room goes to whoever has served longest,
 * however the owner went. A guest's sessions end: without the room there is nothing left for them here.
 */
export async function removeMember(
  tables: Tables,
  {
    conversation,
    person,
    actor,
    now,
  }: {
    conversation: ConversationId;
    person: PersonId;
    /** Null when the person leaves by themselves. */
    actor: Actor | null;
    now: number;
  },
): Promise<Ending | null> {
  await tables.conversations.lock(conversation);
  const [subject] = await tables.members.getMany(conversation, [person]);
  if (!subject) return null;
  await tables.members.remove(conversation, person);
  const rev = await tables.conversations.nextRev(conversation);
  const { member_count = 0 } = (await tables.conversations.get(conversation)) ?? {};
  const left: DomainEvent = { event: "member.left", data: { conversation, rev, id: person, member_count } };
  const notice: Notice = {
    kind: actor ? "removed" : "left",
    subject: { id: person, name: subject.name },
    actor: actor && { id: actor.id, name: actor.name },
    value: null,
  };
  const told = await tellUnlessCrowded(tables, { conversation, notice, member_count, now });
  const removed = await removedFromFeed(tables, { owner: subject, conversation, reason: actor ? "removed" : "left" });
  const handed = subject.role === "owner" ? await handOver(tables, conversation, now) : [];
  const isGuest = subject.person_kind === "guest";
  if (isGuest) await tables.sessions.revokeAll(person, now);
  return { events: [left, ...told, removed, ...handed], guests: isGuest ? [person] : [] };
}

/** A room of guests alone has no owner. */
async function handOver(tables: Tables, conversation: ConversationId, now: number): Promise<DomainEvent[]> {
  const successor = await tables.members.successor(conversation);
  return successor ? changeRole(tables, { conversation, person: successor.person_id, role: "owner", actor: null, now }) : [];
}

/** Gives a member another role. */
export async function changeRole(
  tables: Tables,
  {
    conversation,
    person,
    role,
    actor,
    now,
  }: { conversation: ConversationId; person: PersonId; role: MemberRole; actor: Actor | null; now: number },
): Promise<DomainEvent[]> {
  await tables.members.setRole(conversation, person, role);
  const [member] = await tables.members.getMany(conversation, [person]);
  if (!member) return [];
  const rev = await tables.conversations.nextRev(conversation);
  const notice: Notice = {
    kind: "role_changed",
    subject: { id: person, name: member.name },
    actor: actor && { id: actor.id, name: actor.name },
    value: role,
  };
  return [
    { event: "member.changed", data: { conversation, rev, member: showMember(member, "offline") } },
    ...(await tellNotice(tables, { conversation, notice, now })),
  ];
}

/** Tells a person's own devices that a conversation is theirs no longer. */
export async function removedFromFeed(
  tables: Tables,
  {
    owner,
    conversation,
    reason,
  }: {
    owner: Pick<ShownMember, "person_id" | "person_kind">;
    conversation: ConversationId;
    reason: "left" | "removed" | "deleted";
  },
): Promise<DomainEvent> {
  const feed_rev = owner.person_kind === "account" ? await tables.accounts.nextFeedRev(owner.person_id) : 0;
  return { event: "conversation.removed", owner: owner.person_id, data: { feed_rev, conversation, reason } };
}

/** In a crowd every coming and going would be one more line for everyone. */
async function tellUnlessCrowded(
  tables: Tables,
  { member_count, ...told }: Parameters<typeof tellNotice>[1] & { member_count: number },
): Promise<DomainEvent[]> {
  return member_count > limits.small_conversation ? [] : tellNotice(tables, told);
}
