import type { PersonId } from "#protocol/ids.ts";
import type { Context } from "../context.ts";
import type { DomainEvent } from "../events.ts";

/** Memberships that ended inside a transaction: what to emit once it is committed, and the guests whose sessions ended. */
export interface Ending {
  readonly events: readonly DomainEvent[];
  readonly guests: readonly PersonId[];
}

export function announceEnding(context: Context, { events, guests }: Ending): void {
  for (const event of events) context.emit(event);
  for (const person of guests) context.cut({ kind: "person", person, reason: "access_ended" });
}
