import { useSignal } from "@preact/signals";
import { useParlor } from "../../parlor-context.ts";
import { saveFile } from "../../platform/save-file.ts";
import { problemText } from "../../text/problem-text.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { showToast } from "../../ui/toasts.ts";
import { PasswordDialog } from "./PasswordDialog.tsx";

/** Taking one's data along, going away for a while, and going away for good. */
export function AccountSettings() {
  const parlor = useParlor();
  const open = useSignal<"deactivate" | "delete" | null>(null);
  const exporting = useSignal(false);
  const words = text().settings;
  const close = () => {
    open.value = null;
  };

  const exportData = async () => {
    exporting.value = true;
    const result = await parlor.call("account.export", {});
    exporting.value = false;
    if (!result.ok) return showToast(problemText(result.problem));
    const day = new Date().toISOString().slice(0, 10);
    const file = new Blob([JSON.stringify(result.value, null, 2)], { type: "application/json" });
    saveFile(words.export_file(parlor.me.peek()?.username ?? "", day), file);
  };

  return (
    <div class="settings-acts-list">
      <section>
        <h3>{words.export_title}</h3>
        <p class="settings-intro">{words.export_text}</p>
        <Button busy={exporting.value} onClick={() => void exportData()}>
          {exporting.value ? words.exporting : words.export}
        </Button>
      </section>
      <section>
        <h3>{words.deactivate_title}</h3>
        <p class="settings-intro">{words.deactivate_text}</p>
        <Button look="danger" onClick={() => (open.value = "deactivate")}>
          {words.deactivate}
        </Button>
      </section>
      <section>
        <h3>{words.delete_title}</h3>
        <p class="settings-intro">{words.delete_text}</p>
        <Button look="danger" onClick={() => (open.value = "delete")}>
          {words.delete}
        </Button>
      </section>
      {open.value === "deactivate" && (
        <PasswordDialog
          title={words.deactivate_ask}
          text={words.deactivate_text}
          confirm={words.deactivate_confirm}
          danger
          act={(password) => parlor.account.deactivate(password)}
          onDone={() => showToast(words.deactivated)}
          onClose={close}
        />
      )}
      {open.value === "delete" && <DeleteDialog onClose={close} />}
    </div>
  );
}

const confirmation = "DELETE";

function DeleteDialog({ onClose }: { onClose: () => void }) {
  const parlor = useParlor();
  const typed = useSignal("");
  const tried = useSignal(false);
  const words = text().settings;
  const isTyped = typed.value.trim() === confirmation;
  return (
    <PasswordDialog
      title={words.delete_ask}
      text={words.delete_text}
      confirm={words.delete_confirm}
      danger
      isReady={isTyped}
      onTry={() => (tried.value = true)}
      act={(password) => parlor.account.delete(password)}
      onDone={() => showToast(words.deleted)}
      onClose={onClose}
    >
      <Field
        label={words.delete_type}
        name="confirm"
        autocomplete="off"
        verbatim
        required
        value={typed.value}
        error={tried.value && !isTyped ? words.delete_type_wrong : null}
        onInput={(value) => (typed.value = value)}
      />
    </PasswordDialog>
  );
}
