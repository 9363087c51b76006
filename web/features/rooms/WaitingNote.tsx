import type { ShownMessage } from "#client/parlor.ts";
import { text } from "../../text/text.ts";
import { useSecondsUntil } from "./use-seconds-until.ts";

/** Below a message that the server wants to wait: why, and how long still. */
export function WaitingNote({ shown: { problem, retry_at } }: { shown: ShownMessage }) {
  const seconds = useSecondsUntil(retry_at);
  const words = text().rooms;
  if (retry_at === null || seconds === 0) return null;
  return <p class="message-waits">{problem?.code === "slow_mode" ? words.slow_waiting(seconds) : words.waiting(seconds)}</p>;
}
