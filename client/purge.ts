import type { EventData } from "#protocol/events.ts";
import type { Message } from "#protocol/objects/message.ts";

type Purge = EventData<"messages.purged">;

/**
 * A message as it is after the account of its author has been deleted: that something stood there is all that is left. One that
 * is by somebody else, or told after the purge, is the same object.
 */
export function afterPurge(message: Message, { sender, rev, at }: Purge): Message {
  if (message.type !== "text" || message.sender.id !== sender || message.rev >= rev) return message;
  return {
    ...message,
    rev,
    sender: { kind: "account", id: sender, name: "", picture: null },
    body: { text: "" },
    deleted_at: at,
  };
}

/** The same for a list; itself when nothing in it changes. */
export function allAfterPurge(messages: readonly Message[], purge: Purge): readonly Message[] {
  const changed = messages.map((message) => afterPurge(message, purge));
  return changed.some((message, index) => message !== messages[index]) ? changed : messages;
}
