import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { checkRoomCode } from "#protocol/room-code.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { CodeField } from "../home/CodeField.tsx";
import { RoomPasswordField } from "../home/RoomPasswordField.tsx";
import { closeRoomDialog } from "./room-dialogs.ts";
import { useJoining } from "./use-joining.ts";
import "./rooms.css";

export function JoinRoomDialog() {
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const code = useSignal("");
  const tried = useSignal(false);
  const { password, asked, busy, join, reset, refusedAt } = useJoining(closeRoomDialog);
  const words = text().home;

  const codeError = () => {
    const fault = checkRoomCode(code.value);
    if (fault === null) return refusedAt("code");
    return tried.value || fault === "bad_characters" || fault === "too_long" ? words.code_fault[fault] : null;
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    tried.value = true;
    if (checkRoomCode(code.value) === null) await join(code.value);
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid], [name=room-password]")?.focus());
  };

  return (
    <Dialog
      title={text().rooms.join_title}
      onClose={closeRoomDialog}
      actions={
        <>
          <Button onClick={closeRoomDialog}>{text().app.cancel}</Button>
          <Button type="submit" form={formId} look="primary" busy={busy.value}>
            {busy.value ? words.joining : words.join}
          </Button>
        </>
      }
    >
      <form id={formId} ref={form} class="room-form" onSubmit={submit} noValidate aria-busy={busy.value}>
        <CodeField
          value={code.value}
          error={codeError()}
          onInput={(value) => {
            code.value = value;
            reset();
          }}
        />
        {asked.value && (
          <RoomPasswordField value={password.value} error={refusedAt("password")} onInput={(value) => (password.value = value)} />
        )}
        <div role="alert" class="form-problem">
          {refusedAt("form")}
        </div>
      </form>
    </Dialog>
  );
}
