import { signal } from "@preact/signals";

/** Which of the two is open over the screen: where to go, or the keys there are. */
export const overlay = signal<"switcher" | "shortcuts" | null>(null);
