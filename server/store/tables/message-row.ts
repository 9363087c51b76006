import type { Selectable } from "kysely";
import type { Mid } from "#protocol/ids.ts";
import type { Message, Sender } from "#protocol/objects/message.ts";
import type { Schema } from "../schema.ts";

/** A message with the name its sender bears now; null when the sender is gone. */
export type MessageRow = Selectable<Schema["messages"]> & { sender_name: string | null };

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

function toSender({ sender_kind, sender_id, sender_name }: MessageRow): Sender {
  if (sender_kind === "system" || sender_id === null) return { kind: "system", id: null, name: "" };
  return { kind: sender_kind, id: sender_id, name: sender_name ?? "" };
}
