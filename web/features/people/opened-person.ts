import { type ReadonlySignal, signal } from "@preact/signals";
import type { PersonId } from "#protocol/ids.ts";

/** Whom a card is about, as far as the place that opens it knows. */
export interface PersonShown {
  kind: "account" | "guest";
  id: PersonId;
  name: string;
}

interface OpenedPerson extends PersonShown {
  /** What was clicked: the card stands beside it. Null: in the middle. */
  anchor: HTMLElement | null;
}

const opened = signal<OpenedPerson | null>(null);

/** Of whom the card is open. One at a time. */
export const openedPerson: ReadonlySignal<OpenedPerson | null> = opened;

/** Opens the card of a person, or closes it when it was opened from the same place. */
export function openPerson({ kind, id, name }: PersonShown, anchor: HTMLElement | null): void {
  // The click on its own anchor is about to close an open card: the browser does that by itself.
  if (!anchor || opened.peek()?.anchor !== anchor) opened.value = { kind, id, name, anchor };
}

/** The card of this opening is gone; a newer one stays. */
export function closedPerson(card: OpenedPerson): void {
  if (opened.peek() === card) opened.value = null;
}
