import type { AccountId, GuestId, PersonId } from "#protocol/ids.ts";
import { addressBlock } from "../../address.ts";
import { announceEnding } from "../../domain/announce-ending.ts";
import { removeMember } from "../../domain/room-members.ts";
import { changeRoom, type RoomMembership, requireSubject } from "../../domain/rooms.ts";
import { Refusal } from "../../refusal.ts";
import type { BanRow, ShownMember, Tables } from "../../store/store.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("room.ban", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const { conversation, person } = input;
    const now = context.now();
    const claim = { conversation, person: caller.id, role: "moderator" } as const;
    const ending = await changeRoom(context, claim, async (tables, membership) => {
      const subject = await requireSubjectOrFormer(tables, membership, person);
      if (subject instanceof Refusal) return subject;
      const ban = (kind: BanRow["kind"], value: string) =>
        tables.bans.insert({
          id: Bun.randomUUIDv7(),
          conversation_id: conversation,
          kind,
          value,
          person_id: person,
          name: subject.name,
          by_id: caller.id,
          by_name: caller.name,
          created_at: now,
        });
      await ban(subject.person_kind, person);
      const blocks = input.address ? await addressBlocksOf(tables, person, now) : new Set<string>();
      // A moderator must not lock themselves out together with somebody behind the same address.
      blocks.delete(addressBlock(caller.address));
      for (const block of blocks) await ban("address", block);
      return removeMember(tables, { conversation, person, actor: caller, now });
    });
    if (ending instanceof Refusal) return ending;
    if (ending) announceEnding(context, ending);
    return {};
  },
});

/** Leaving is no way around a ban: whoever has been in the room can still be kept out of it. */
async function requireSubjectOrFormer(
  tables: Tables,
  membership: RoomMembership,
  person: PersonId,
): Promise<Pick<ShownMember, "person_kind" | "name"> | Refusal> {
  const subject = await requireSubject(tables, membership, person);
  if (!(subject instanceof Refusal) || subject.code !== "person_not_found") return subject;
  const { id } = membership.conversation;
  const guest = await tables.guests.get(person as GuestId);
  if (guest?.room_id === id) return { person_kind: "guest", name: guest.name };
  const account = await tables.accounts.get(person as AccountId);
  if (!account || !(await tables.messages.conversationsOf(person)).includes(id)) return subject;
  return { person_kind: "account", name: account.display_name };
}

/** Where a person is connected from; of one whose sessions have all ended, where they were last. */
async function addressBlocksOf(tables: Tables, person: PersonId, now: number): Promise<Set<string>> {
  const active = await tables.sessions.listActive(person, now);
  const last = active.length === 0 ? await tables.sessions.last(person) : null;
  return new Set([...active, ...(last ? [last] : [])].map(({ address }) => addressBlock(address)));
}
