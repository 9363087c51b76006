import type { ConversationId, PersonId } from "#protocol/ids.ts";
import type { Context } from "../context.ts";
import type { BanRow } from "../store/store.ts";
import { endGuest, removeMember, type Subject } from "./rooms.ts";

/** Takes a person out of a room, with the bans that keep them out in the same transaction, and cuts their sockets from it. */
export async function expel(
  context: Context,
  {
    conversation,
    subject,
    actor,
    bans,
  }: {
    conversation: ConversationId;
    subject: Subject;
    actor: { id: PersonId; name: string };
    bans: readonly BanRow[];
  },
): Promise<void> {
  const events = await context.store.write(async (tables) => {
    for (const ban of bans) await tables.bans.insert(ban);
    return removeMember(tables, { conversation, subject, actor: { id: actor.id, name: actor.name }, now: context.now() });
  });
  for (const event of events ?? []) context.emit(event);
  if (subject.person_kind === "guest") await endGuest(context, subject.person_id);
}
