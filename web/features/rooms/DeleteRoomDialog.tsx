import { useSignal } from "@preact/signals";
import type { ConversationView } from "#client/parlor.ts";
import { cleanRoomCode } from "#protocol/room-code.ts";
import { useParlor } from "../../parlor-context.ts";
import { navigate } from "../../router/router.ts";
import { text } from "../../text/text.ts";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { Field } from "../../ui/Field.tsx";
import { showToast } from "../../ui/toasts.ts";

/** The code has to be typed: a room goes for everyone at once, and nothing brings it back. */
export function DeleteRoomDialog({ view, onClose }: { view: ConversationView; onClose: () => void }) {
  const parlor = useParlor();
  const typed = useSignal("");
  const words = text().rooms;
  const { id, name, room } = view.summary.value;
  const code = room?.code ?? "";
  return (
    <ConfirmDialog
      title={words.delete_title(name)}
      confirm={words.delete}
      danger
      disabled={cleanRoomCode(typed.value) !== code}
      run={() => parlor.call("room.delete", { conversation: id })}
      onDone={() => {
        navigate({ kind: "home" }, { replace: true });
        showToast(text().departure.deleted(name));
      }}
      onClose={onClose}
    >
      <p>{words.delete_text}</p>
      <Field
        label={words.delete_confirm(code)}
        name="confirm-code"
        autocomplete="off"
        verbatim
        value={typed.value}
        onInput={(value) => (typed.value = value)}
      />
    </ConfirmDialog>
  );
}
