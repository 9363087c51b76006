import type { Selectable } from "kysely";
import type { Mid } from "#protocol/ids.ts";
import type { Message, Sender } from "#protocol/objects/message.ts";
import type { Schema } from "../schema.ts";

/** A message with the name its sender bears now, null when the sender is gone, and the id of their account if they have one. */
export type MessageRow = Selectable<Schema["messages"]> & { sender_name: string | null; account_id: string | null };

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

function toSender({ sender_kind, sender_id, sender_name, account_id }: MessageRow): Sender {
  if (sender_kind === "system" || sender_id === null) return { kind: "system", id: null, name: "" };
  // Who was a guest when they wrote this may have an account, of the same id, by now.
  return { kind: account_id === null ? sender_kind : "account", id: sender_id, name: sender_name ?? "" };
}
