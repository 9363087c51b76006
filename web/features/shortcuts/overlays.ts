import { signal } from "@preact/signals";

/** Which of the two is open over the screen: where to go, or the keys there are. */
export const overlay = signal<Overlay | null>(null);

type Overlay = "switcher" | "shortcuts";

/** This one is closed; the other may have been opened in the same moment. */
export function closeOverlay(which: Overlay): void {
  if (overlay.peek() === which) overlay.value = null;
}
