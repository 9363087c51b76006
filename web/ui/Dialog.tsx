import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import "./Dialog.css";

interface DialogProps {
  title: string;
  children: ComponentChildren;
  /** The buttons, the safe choice first. */
  actions: ComponentChildren;
  onClose: () => void;
}

/** A question that must be answered before going on. The native dialog traps the focus and gives it back. */
export function Dialog({ title, children, actions, onClose }: DialogProps) {
  const id = useId();
  const element = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);

  return (
    <dialog
      ref={element}
      class="dialog"
      aria-labelledby={id}
      // A click beside it closes it, where the browser knows how; Escape does everywhere.
      {...{ closedby: "any" }}
      onClose={onClose}
    >
      <div class="dialog-body">
        <h2 id={id}>{title}</h2>
        <div class="dialog-text">{children}</div>
        <div class="dialog-actions">{actions}</div>
      </div>
    </dialog>
  );
}
