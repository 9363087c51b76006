import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { overlay } from "./overlays.ts";
import { ShortcutList } from "./ShortcutList.tsx";

/** The keys there are, over whatever is on the screen. */
export function ShortcutsDialog() {
  const words = text().shortcuts;
  const close = () => {
    overlay.value = null;
  };
  return (
    <Dialog title={words.title} onClose={close} actions={<Button onClick={close}>{words.close}</Button>}>
      <ShortcutList />
    </Dialog>
  );
}
