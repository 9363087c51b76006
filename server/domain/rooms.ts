/** Rules of rooms that several operations share: who may act in a room and on whom. */
import type { ConversationId, PersonId } from "#protocol/ids.ts";
import type { MemberRole } from "#protocol/objects/conversation.ts";
import type { Context } from "../context.ts";
import type { DomainEvent } from "../events.ts";
import { Refusal, refuse } from "../refusal.ts";
import type { RoomRow, ShownMember, Tables } from "../store/store.ts";
import type { Ending } from "./announce-ending.ts";
import { lockMembership, type Membership, requireMembership } from "./membership.ts";
import { removedFromFeed } from "./room-members.ts";
import { conversationSettings } from "./show-conversations.ts";

export interface RoomMembership extends Membership {
  readonly room: RoomRow;
}

const rank: Record<MemberRole, number> = { member: 0, moderator: 1, owner: 2 };

/** Who asks, and the least role that may. */
interface Claim {
  readonly person: PersonId;
  readonly role: MemberRole;
}

/** The gate of what is read of a room by those who keep it: a member of it, with at least this role. Strangers learn nothing. */
export async function requireRoomRole(tables: Tables, id: ConversationId, claim: Claim): Promise<RoomMembership | Refusal> {
  return withRole(tables, await requireMembership(tables, id, claim.person), claim);
}

/**
 * Everything done to a room: one transaction that begins with the gate, so that of two changes at once the later one is
 * held against what the earlier one has made of the room.
 */
export async function changeRoom<T>(
  context: Context,
  { conversation, ...claim }: Claim & { conversation: ConversationId },
  change: (tables: Tables, membership: RoomMembership) => Promise<T | Refusal>,
): Promise<T | Refusal> {
  return context.store.write(async (tables) => {
    const allowed = await withRole(tables, await lockMembership(tables, conversation, claim.person), claim);
    return allowed instanceof Refusal ? allowed : change(tables, allowed);
  });
}

async function withRole(tables: Tables, membership: Membership | Refusal, { role }: Claim): Promise<RoomMembership | Refusal> {
  if (membership instanceof Refusal) return membership;
  const room = await tables.rooms.get(membership.conversation.id);
  if (!room) return refuse("not_a_room", { field: "conversation" });
  return rank[membership.member.role] >= rank[role] ? { ...membership, room } : refuse("role_too_low");
}

/** The other person of an act: a member of the room, and below the one who acts. Nobody acts on an equal or on a higher role. */
export async function requireSubject(
  tables: Tables,
  { member, conversation }: RoomMembership,
  person: PersonId,
): Promise<ShownMember | Refusal> {
  const [subject] = await tables.members.getMany(conversation.id, [person]);
  if (!subject) return refuse("person_not_found", { field: "person" });
  return rank[subject.role] < rank[member.role] ? subject : refuse("role_too_low");
}

/** After a change of settings inside a transaction: the event that tells everyone. */
export async function settingsChanged(tables: Tables, conversation: ConversationId): Promise<DomainEvent[]> {
  const rev = await tables.conversations.nextRev(conversation);
  const row = await tables.conversations.get(conversation);
  const room = await tables.rooms.get(conversation);
  return row ? [{ event: "conversation.changed", data: { conversation, rev, settings: conversationSettings(row, room) } }] : [];
}

/**
 * Deletes a conversation with all that belongs to it, inside a transaction. The one place that deletes one: what later
 * belongs to a conversation is deleted here.
 */
export async function deleteConversation(tables: Tables, conversation: ConversationId, now: number): Promise<Ending> {
  const people = await tables.members.ids(conversation);
  await tables.conversations.remove(conversation);
  const events: DomainEvent[] = [];
  for (const owner of people) events.push(await removedFromFeed(tables, { owner, conversation, reason: "deleted" }));
  const guests = people.filter(({ person_kind }) => person_kind === "guest").map(({ person_id }) => person_id);
  for (const guest of guests) await tables.sessions.revokeAll(guest, now);
  return { events, guests };
}
