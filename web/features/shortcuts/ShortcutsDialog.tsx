import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { closeOverlay } from "./overlays.ts";
import { ShortcutList } from "./ShortcutList.tsx";

/** The keys there are, over whatever is on the screen. */
export function ShortcutsDialog() {
  const words = text().shortcuts;
  const close = () => closeOverlay("shortcuts");
  return (
    <Dialog title={words.title} onClose={close} actions={<Button onClick={close}>{words.close}</Button>}>
      <ShortcutList />
    </Dialog>
  );
}
