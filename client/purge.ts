import type { EventData } from "#protocol/events.ts";
import type { Message, Notice, SystemMessage } from "#protocol/objects/message.ts";

type Purge = EventData<"messages.purged">;

/**
 * A message as it is after an account has been deleted: of its own, that something stood there is all that is left, and notices
 * do not name it any more. One that has nothing to do with it, or was told after the purge, is the same object.
 */
export function afterPurge(message: Message, purge: Purge): Message {
  const { sender, rev, at } = purge;
  if (message.rev >= rev) return message;
  if (message.type === "system") return withoutName(message, purge);
  if (message.sender.id !== sender) return message;
  return {
    ...message,
    rev,
    sender: { kind: "account", id: sender, name: "", picture: null },
    body: { text: "" },
    deleted_at: at,
  };
}

function withoutName(message: SystemMessage, { sender, rev }: Purge): Message {
  const { notice } = message.body;
  if (notice.subject?.id !== sender && notice.actor?.id !== sender) return message;
  const of = (person: Notice["subject"]) => (person?.id === sender ? { ...person, name: "" } : person);
  return { ...message, rev, body: { notice: { ...notice, subject: of(notice.subject), actor: of(notice.actor) } } };
}

/** The same for a list; itself when nothing in it changes. */
export function allAfterPurge(messages: readonly Message[], purge: Purge): readonly Message[] {
  const changed = messages.map((message) => afterPurge(message, purge));
  return changed.some((message, index) => message !== messages[index]) ? changed : messages;
}
