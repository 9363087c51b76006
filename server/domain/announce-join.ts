import type { ConversationId, PersonId } from "#protocol/ids.ts";
import type { Context } from "../context.ts";
import type { DomainEvent } from "../events.ts";
import { showOneConversation } from "./show-conversations.ts";

/** A person who came in inside a transaction: what to emit once it is committed, and the rev of their feed; 0 for guests. */
export interface Arrival {
  readonly events: readonly DomainEvent[];
  readonly feed_rev: number;
}

/**
 * Tells a committed joining: to the conversation, and to the person's own devices, which thereby follow it, unless they are
 * out again by now.
 */
export async function announceJoin(
  context: Context,
  { person, conversation, arrival }: { person: PersonId; conversation: ConversationId; arrival: Arrival },
): Promise<void> {
  for (const event of arrival.events) context.emit(event);
  const shown = await showOneConversation(context, conversation, person);
  if (shown)
    context.emit({
      event: "conversation.added",
      owner: person,
      data: { feed_rev: arrival.feed_rev, conversation: shown },
    });
}
