import type { Selectable } from "kysely";
import type { Mid } from "#protocol/ids.ts";
import type { Message, Sender } from "#protocol/objects/message.ts";
import { pictureAddress } from "#protocol/objects/person.ts";
import type { Schema } from "../schema.ts";

/** A message with the name and picture its sender has now, null when the sender is gone, and the id of their account if they have one. */
export type MessageRow = Selectable<Schema["messages"]> & {
  sender_name: string | null;
  sender_picture: string | null;
  account_id: string | null;
};

/** The message as everyone receives it. */
export function toMessage(row: MessageRow): Message {
  return {
    id: row.id,
    conversation: row.conversation_id,
    seq: row.seq,
    rev: row.rev,
    mid: row.mid as Mid,
    sender: toSender(row),
    type: row.type,
    body: JSON.parse(row.body),
    reply_to: row.reply_to,
    edited_at: row.edited_at,
    deleted_at: row.deleted_at,
    created_at: row.created_at,
  };
}

function toSender({ sender_kind, sender_id, sender_name, sender_picture, account_id }: MessageRow): Sender {
  if (sender_kind === "system" || sender_id === null) return { kind: "system", id: null, name: "" };
  // Who was a guest when they wrote this may have an account, of the same id, by now.
  const person = { id: sender_id, name: sender_name ?? "" };
  return account_id === null && sender_kind === "guest"
    ? { kind: "guest", ...person }
    : { kind: "account", ...person, picture: pictureAddress(sender_picture) };
}
