import type { Problem } from "#protocol/errors.ts";
import type { ConversationId, MessageId, Mid } from "#protocol/ids.ts";
import type { Output } from "#protocol/operations/index.ts";

/** A message on its way, as it is kept on the disk. */
export interface OutboxEntry {
  mid: Mid;
  conversation: ConversationId;
  text: string;
  reply_to: MessageId | null;
  created_at: number;
  /** Entries of a conversation go out in this order; a retry keeps its place. */
  order: number;
  state: "queued" | "failed";
  problem: Problem | null;
  /** The server wants a pause before it takes this one (slow mode, too many at once). Of no use on the disk: it is soon over. */
  delay?: { problem: Problem; until: number } | undefined;
  /** Committed by the server, its own event still to come. Never on the disk. */
  ack?: Output<"message.send">;
}
