import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { Result } from "#client/parlor.ts";
import { problemText } from "../text/problem-text.ts";
import { text } from "../text/text.ts";
import { Button } from "./Button.tsx";
import { Dialog } from "./Dialog.tsx";

interface ConfirmDialogProps {
  title: string;
  /** What happens. */
  children: ComponentChildren;
  /** The button that does it, in the words of the act. */
  confirm: string;
  danger?: boolean;
  /** Something has still to be typed or chosen. */
  disabled?: boolean;
  run: () => Promise<Result<unknown>>;
  onDone?: () => void;
  onClose: () => void;
}

/** A question before something that cannot be taken back. It stays open, with the reason, when the server refuses. */
export function ConfirmDialog({ title, children, confirm, danger, disabled, run, onDone, onClose }: ConfirmDialogProps) {
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);

  const act = async () => {
    busy.value = true;
    const result = await run();
    busy.value = false;
    if (!result.ok) {
      problem.value = problemText(result.problem);
      return;
    }
    onClose();
    onDone?.();
  };

  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{text().app.cancel}</Button>
          <Button look={danger ? "danger" : "primary"} busy={busy.value} disabled={disabled} onClick={() => void act()}>
            {confirm}
          </Button>
        </>
      }
    >
      {children}
      <div role="alert" class="form-problem">
        {problem.value}
      </div>
    </Dialog>
  );
}
