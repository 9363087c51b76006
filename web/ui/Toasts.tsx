import { useSignal } from "@preact/signals";
import { X } from "lucide";
import { useEffect } from "preact/hooks";
import { text } from "../text/text.ts";
import { Button } from "./Button.tsx";
import { IconButton } from "./IconButton.tsx";
import { dismissToast, type Toast, toasts } from "./toasts.ts";
import "./Toasts.css";

const plainMs = 3_000;
const withActionMs = 5_000;

/**
 * Passing notices at the foot of the page. They never take the focus, and wait while they are pointed at or focused; coming up
 * under a pointer that rests is not being pointed at.
 */
export function Toasts() {
  return (
    <section class="toasts" aria-label={text().toast.label} role="status">
      {toasts.value.map((toast) => (
        <ToastItem key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastItem({ toast }: { toast: Toast }) {
  const held = useSignal(false);
  const waits = held.value || toast.lasting;

  useEffect(() => {
    if (waits) return;
    const timer = setTimeout(() => dismissToast(toast.id), toast.action ? withActionMs : plainMs);
    return () => clearTimeout(timer);
  }, [toast, waits]);

  const hold = () => {
    held.value = true;
  };
  const release = () => {
    held.value = false;
  };

  return (
    <div class="toast" onPointerMove={hold} onPointerLeave={release} onFocusIn={hold} onFocusOut={release}>
      <p>{toast.text}</p>
      {toast.action && (
        <Button
          look="quiet"
          onClick={() => {
            dismissToast(toast.id);
            toast.action?.run();
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <IconButton icon={X} label={text().toast.dismiss} onClick={() => dismissToast(toast.id)} />
    </div>
  );
}
