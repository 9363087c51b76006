import type { AccountId, ConversationId, PersonId } from "#protocol/ids.ts";
import type { Context } from "../context.ts";
import type { DomainEvent } from "../events.ts";
import { showOneConversation } from "./show-conversations.ts";

/**
 * Tells a committed joining: to the conversation, and to the person's own devices, which thereby follow it. A guest has no
 * feed to number; for them `feed_rev` is 0.
 */
export async function announceJoin(
  context: Context,
  { person, conversation, events }: { person: PersonId; conversation: ConversationId; events: readonly DomainEvent[] },
): Promise<void> {
  for (const event of events) context.emit(event);
  const shown = await showOneConversation(context, conversation, person);
  if (!shown) return;
  const isAccount = (await context.store.read.accounts.get(person as AccountId)) !== null;
  const feed_rev = isAccount ? await context.store.write(({ accounts }) => accounts.nextFeedRev(person)) : 0;
  context.emit({ event: "conversation.added", owner: person, data: { feed_rev, conversation: shown } });
}
