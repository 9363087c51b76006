import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { useParlor } from "../../parlor-context.ts";
import { navigate } from "../../router/router.ts";
import { problemText } from "../../text/problem-text.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Segmented } from "../../ui/Segmented.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { showToast } from "../../ui/toasts.ts";
import { RoomOptionFields, useRoomOptions } from "../home/RoomOptions.tsx";
import { closeRoomDialog, openRoomDialog } from "./room-dialogs.ts";
import "./rooms.css";

/** A new room of an account. Everything has a default: Enter alone makes one. */
export function NewRoomDialog() {
  const parlor = useParlor();
  const formId = useId();
  const options = useRoomOptions("persistent");
  const guests = useSignal(true);
  const listed = useSignal(false);
  const history = useSignal<"start" | "join">("start");
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const words = text().rooms;

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value || options.fault) return;
    busy.value = true;
    const extras = { guests: guests.value, listed: listed.value, history_from: history.value };
    const made = await parlor.createRoom({ ...options.input, ...extras });
    busy.value = false;
    if (!made.ok) {
      problem.value = problemText(made.problem);
      return;
    }
    closeRoomDialog();
    const id = made.value;
    navigate({ kind: "conversation", id, panel: null });
    const run = () => openRoomDialog({ kind: "invite", conversation: id });
    showToast(words.created, { action: { label: words.invite, run } });
  };

  return (
    <Dialog
      title={words.new_title}
      onClose={closeRoomDialog}
      actions={
        <>
          <Button onClick={closeRoomDialog}>{text().app.cancel}</Button>
          <Button type="submit" form={formId} look="primary" busy={busy.value}>
            {busy.value ? words.creating : words.create}
          </Button>
        </>
      }
    >
      <form id={formId} class="room-form" onSubmit={submit} noValidate aria-busy={busy.value}>
        <RoomOptionFields options={options} />
        <Segmented<"start" | "join">
          label={words.history}
          value={history.value}
          options={[
            { value: "start", label: words.history_start },
            { value: "join", label: words.history_join },
          ]}
          onChange={(value) => (history.value = value)}
        />
        {parlor.server.value?.guests && (
          <Switch
            label={words.guests_allowed}
            hint={words.guests_allowed_hint}
            checked={guests.value}
            onChange={(checked) => {
              guests.value = checked;
            }}
          />
        )}
        <Switch
          label={words.listed}
          hint={words.listed_hint}
          checked={listed.value}
          onChange={(checked) => {
            listed.value = checked;
          }}
        />
        <div role="alert" class="form-problem">
          {problem.value}
        </div>
      </form>
    </Dialog>
  );
}
