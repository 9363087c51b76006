import type { EventData } from "#protocol/events.ts";
import type { ConversationId } from "#protocol/ids.ts";

/** A conversation that this person is no longer in. */
export interface Departure {
  conversation: ConversationId;
  name: string;
  /** Null when it happened while this device was away, or when a guest's time was over. */
  reason: EventData<"conversation.removed">["reason"] | null;
  /** What was written here and never sent, in order, the draft last: nowhere else is it kept. */
  unsent: readonly string[];
}
