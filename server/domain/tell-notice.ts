import type { ConversationId, MessageId } from "#protocol/ids.ts";
import type { Notice } from "#protocol/objects/message.ts";
import type { DomainEvent } from "../events.ts";
import type { Tables } from "../store/store.ts";

/** Writes a system message inside a transaction; returns what to emit once it is committed. */
export async function tellNotice(
  tables: Tables,
  { conversation, notice, now }: { conversation: ConversationId; notice: Notice; now: number },
): Promise<DomainEvent[]> {
  const id = Bun.randomUUIDv7() as MessageId;
  await tables.messages.append({
    id,
    conversation_id: conversation,
    mid: id,
    sender_kind: "system",
    sender_id: null,
    type: "system",
    body: { notice },
    reply_to: null,
    created_at: now,
  });
  const message = await tables.messages.get(id);
  return message ? [{ event: "message.created", data: message }] : [];
}
