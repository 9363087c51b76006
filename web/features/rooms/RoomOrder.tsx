import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { ConversationView } from "#client/parlor.ts";
import { useParlor } from "../../parlor-context.ts";
import { problemText } from "../../text/problem-text.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { showToast } from "../../ui/toasts.ts";
import { BanList } from "./BanList.tsx";
import { useRoomChange } from "./use-room-change.ts";

const slowModes = [5, 10, 30, 60, 300, 900, 3_600];

/** What moderators have to keep order: lock, slow mode, a new code, and the list of who is banned. */
export function RoomOrder({ view }: { view: ConversationView }) {
  const parlor = useParlor();
  const rotating = useSignal(false);
  const slowId = useId();
  const { change } = useRoomChange(view);
  const { id, room } = view.summary.value;
  const words = text().rooms;
  if (!room) return null;
  const choices = slowModes.includes(room.slow_mode_s) || room.slow_mode_s === 0 ? slowModes : [...slowModes, room.slow_mode_s];

  const lock = async (locked: boolean) => {
    const result = await parlor.call("room.lock", { conversation: id, locked });
    if (!result.ok) showToast(problemText(result.problem));
    return result.ok;
  };

  return (
    <section class="room-part">
      <h3>{words.order}</h3>
      <Switch label={words.lock} hint={words.lock_hint} checked={room.locked} onChange={lock} />
      <div class="field">
        <label class="field-head" for={slowId}>
          {words.slow}
        </label>
        <select
          id={slowId}
          class="field-input"
          aria-describedby={`${slowId}-hint`}
          value={String(room.slow_mode_s)}
          onChange={(event) => void change({ slow_mode_s: Number(event.currentTarget.value) })}
        >
          <option value="0">{words.slow_off}</option>
          {choices.map((seconds) => (
            <option key={seconds} value={String(seconds)}>
              {words.every(seconds)}
            </option>
          ))}
        </select>
        <p id={`${slowId}-hint`} class="field-hint">
          {words.slow_hint}
        </p>
      </div>
      <div>
        <Button onClick={() => (rotating.value = true)}>{words.rotate}</Button>
      </div>
      <BanList view={view} />
      {rotating.value && (
        <ConfirmDialog
          title={words.rotate_title}
          confirm={words.rotate}
          run={async () => {
            const rotated = await parlor.call("room.rotate_code", { conversation: id });
            if (rotated.ok) showToast(words.rotated(rotated.value.code));
            return rotated;
          }}
          onClose={() => (rotating.value = false)}
        >
          <p>{words.rotate_text(room.code)}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}
