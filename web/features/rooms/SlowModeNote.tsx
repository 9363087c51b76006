import type { ConversationView } from "#client/parlor.ts";
import { text } from "../../text/text.ts";
import { useSecondsUntil } from "./use-seconds-until.ts";

/** Slow mode in words, above where one writes, with how long the next message has to wait. */
export function SlowModeNote({ view }: { view: ConversationView }) {
  const { room, role } = view.summary.value;
  const seconds = useSecondsUntil(view.next_send_at.value);
  if (!room?.slow_mode_s || role !== "member") return null;
  const words = text().rooms;
  return (
    <p class="composer-note">
      {words.slow_mode(room.slow_mode_s)} {seconds > 0 && words.slow_mode_next(seconds)}
    </p>
  );
}
