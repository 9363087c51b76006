import { type ReadonlySignal, signal } from "@preact/signals";

export interface Toast {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
  /** Stays until it is answered or dismissed. */
  lasting: boolean;
}

const shown = signal<readonly Toast[]>([]);
let nextId = 1;

export const toasts: ReadonlySignal<readonly Toast[]> = shown;

/** Says something in passing. At most three are on the screen; the oldest passing one makes room. */
export function showToast(text: string, options: { action?: Toast["action"]; lasting?: boolean } = {}): void {
  const toast: Toast = {
    id: nextId++,
    text,
    lasting: options.lasting ?? false,
    ...(options.action ? { action: options.action } : {}),
  };
  // Said from an effect too, which must not run again because something was said.
  const others = shown.peek().filter((other) => other.text !== text);
  const overfull = others.length >= 3 ? others.find((other) => !other.lasting) : undefined;
  shown.value = [...others.filter((other) => other !== overfull), toast];
}

export function dismissToast(id: number): void {
  shown.value = shown.value.filter((toast) => toast.id !== id);
}
