import { useSignal } from "@preact/signals";
import type { ConversationView } from "#client/parlor.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { PasswordField } from "../../ui/PasswordField.tsx";
import { useRoomChange } from "./use-room-change.ts";

/** Sets, changes or removes the password of a room. */
export function RoomPasswordSetting({ view }: { view: ConversationView }) {
  const editing = useSignal(false);
  const password = useSignal("");
  const { busy, change } = useRoomChange(view);
  const has = view.summary.value.room?.has_password === true;
  const words = text().rooms;

  const close = () => {
    editing.value = false;
    password.value = "";
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    if (password.value !== "" && (await change({ password: password.value }, words.password_set))) close();
  };

  if (!editing.value) {
    return (
      <div class="room-buttons">
        <Button onClick={() => (editing.value = true)}>{has ? words.change_password : words.set_password}</Button>
        {has && (
          <Button busy={busy} onClick={() => void change({ password: null }, words.password_removed)}>
            {words.remove_password}
          </Button>
        )}
      </div>
    );
  }
  return (
    <form class="room-form" onSubmit={submit} noValidate>
      <PasswordField
        label={words.password_label}
        name="room-password-new"
        autocomplete="off"
        hint={words.password_hint}
        value={password.value}
        onInput={(value) => (password.value = value)}
      />
      <div class="room-buttons">
        <Button onClick={close}>{text().app.cancel}</Button>
        <Button type="submit" look="primary" busy={busy} disabled={password.value === ""}>
          {words.save}
        </Button>
      </div>
    </form>
  );
}
