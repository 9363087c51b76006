import type { ParlorEvent } from "#protocol/events.ts";
import type { ConversationId, MessageId, PersonId } from "#protocol/ids.ts";

/** About the length of a long chat message, and free of what the load generator looks for in frames. */
export const text = "All work and no play makes the lobby a quiet place. ".repeat(4).slice(0, 200);

const uuid = "01890a5d-ac96-774b-bcce-b302099a8057";

/** The frame in which the real server would publish a message, byte for byte as long. */
export function messageFrame(seq: number): string {
  const event: ParlorEvent = {
    event: "message.created",
    data: {
      id: uuid as MessageId,
      conversation: uuid as ConversationId,
      seq,
      rev: seq,
      mid: uuid,
      sender: { kind: "account", id: uuid as PersonId, name: "Ana 0001", picture: null },
      type: "text",
      body: { text },
      reply_to: null,
      edited_at: null,
      deleted_at: null,
      created_at: 1_700_000_000_000,
    },
  };
  return JSON.stringify(event);
}
