import { useParlor } from "../../parlor-context.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { showToast } from "../../ui/toasts.ts";
import { RegisterForm } from "../sign-in/RegisterForm.tsx";
import { closeRoomDialog } from "./room-dialogs.ts";

/** A guest makes an account without leaving the room. */
export function UpgradeDialog() {
  const parlor = useParlor();
  const words = text().rooms;
  const name = parlor.self.value?.name ?? "";
  return (
    <Dialog
      title={words.upgrade_title}
      onClose={closeRoomDialog}
      actions={<Button onClick={closeRoomDialog}>{text().app.cancel}</Button>}
    >
      <p>{words.upgrade_text}</p>
      <RegisterForm
        guest={name}
        register={(registration) => parlor.upgrade(registration)}
        onDone={() => {
          closeRoomDialog();
          showToast(words.upgraded(parlor.self.value?.name ?? name));
        }}
      />
    </Dialog>
  );
}
