import type { Message, SystemMessage } from "#protocol/objects/message.ts";
import { text } from "../../text/text.ts";

/** What the server tells, as a sentence. Names stand inside words of ours, so no name can pass for a notice. */
export function noticeText(message: SystemMessage): string {
  const { notice } = message.body;
  const words = text().messages.notice;
  const subject = notice.subject ? senderName(notice.subject) : text().messages.someone;
  const actor = notice.actor && notice.actor.id !== notice.subject?.id ? senderName(notice.actor) : null;
  switch (notice.kind) {
    case "joined_server":
    case "joined":
    case "left":
      return words[notice.kind](subject);
    case "removed":
      return words.removed(subject, actor);
    case "renamed":
      return words.renamed(notice.value ?? "", actor);
    case "role_changed":
      return words.role_changed(subject, words.role[notice.value ?? ""] ?? notice.value ?? "");
  }
}

/** The name of who sent or did something, as it is shown; that of a deleted account is empty on the wire. */
export function senderName({ name }: { name: string }): string {
  return name || text().messages.deleted_account;
}

/** A message in one line, for previews and announcements. */
export function plainText(message: Message): string {
  if (message.deleted_at !== null) return text().messages.deleted;
  return message.type === "system" ? noticeText(message) : message.body.text;
}
