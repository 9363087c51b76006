import { Check, Copy, Lock } from "lucide";
import type { RoomSettings } from "#protocol/objects/room.ts";
import { text } from "../../text/text.ts";
import { Icon } from "../../ui/Icon.tsx";
import { useCopied } from "../../ui/use-copied.ts";
import "./CodeChip.css";

/** The room's code where everyone looks for it. A click copies it and says so in place. */
export function CodeChip({ room: { code, locked } }: { room: RoomSettings }) {
  const { copied, copy } = useCopied<"code">();
  const words = text().rooms;
  const done = copied === "code";
  return (
    <>
      <button
        type="button"
        class="code-chip"
        title={locked ? words.locked_hint : words.copy_code(code)}
        onClick={() => void copy("code", code)}
      >
        {!done && <span class="visually-hidden">{words.copy_code("")}</span>}
        <span class="code-chip-code" dir="ltr">
          {done ? words.copied : code}
        </span>
        <Icon icon={done ? Check : locked ? Lock : Copy} size={14} />
        {locked && !done && <span class="code-chip-locked">{words.locked}</span>}
      </button>
      <span role="status" class="visually-hidden">
        {done ? words.copied_code : copied === "failed" ? words.copy_failed : ""}
      </span>
    </>
  );
}
