import { ArrowDown } from "lucide";
import type { ConversationView } from "#client/parlor.ts";
import { text } from "../../text/text.ts";
import { Icon } from "../../ui/Icon.tsx";

interface JumpButtonProps {
  view: ConversationView;
  /** What of the list lies below the screen, in pixels. */
  below: number;
  onJump: () => void;
}

const awayPx = 240;

/** The way to the latest message, once it is out of sight, with how many new ones wait there. */
export function JumpButton({ view, below, onJump }: JumpButtonProps) {
  const { unread } = view.summary.value;
  const words = text().messages;
  if (!view.page.value.has_after && below <= (unread > 0 ? 60 : awayPx)) return null;
  return (
    <button
      type="button"
      class="jump"
      aria-label={unread > 0 ? words.jump_new_label(unread) : words.jump}
      title={words.jump}
      onClick={onJump}
    >
      {unread > 0 && <span class="jump-count">{words.jump_new(unread)}</span>}
      <Icon icon={ArrowDown} />
    </button>
  );
}
