import type { Conversation } from "#protocol/objects/conversation.ts";
import type { OutboxEntry } from "./outbox-entry.ts";

/**
 * When this person's next message may go out, by this device's clock, or null where nothing is known to hold it. The server
 * has the last word: a message that is sent too early waits in the outbox for as long as it says.
 */
export function nextSendAt(
  { room, role }: Conversation,
  pending: readonly OutboxEntry[],
  sentAt: number | undefined,
): number | null {
  if (!room?.slow_mode_s || role !== "member") return null;
  const delayed = pending.find(({ delay }) => delay)?.delay;
  return delayed?.until ?? (sentAt === undefined ? null : sentAt + room.slow_mode_s * 1_000);
}
