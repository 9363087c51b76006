import { type ReadonlySignal, signal } from "@preact/signals";
import type { PersonId } from "#protocol/ids.ts";

/** Whose removal is being asked about. */
interface Removal {
  id: PersonId;
  name: string;
  /** Somebody who is no contact can only be blocked. */
  isContact: boolean;
}

const asked = signal<Removal | null>(null);

export const removalAsked: ReadonlySignal<Removal | null> = asked;

export function askRemoval(removal: Removal): void {
  asked.value = removal;
}

export function removalAnswered(): void {
  asked.value = null;
}
