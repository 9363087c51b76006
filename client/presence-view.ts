import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { PersonId } from "#protocol/ids.ts";
import type { Presence, PresenceState } from "#protocol/objects/person.ts";

/** Who is here, as far as this account is told. */
export interface PresenceView {
  /** "offline" for whoever the server says nothing about. The same signal each time. */
  of(person: PersonId): ReadonlySignal<PresenceState>;
}

/** Kept while the connection is away: a short cut must not make everyone blink. The next resume sets it right. */
export class PeoplePresence implements PresenceView {
  readonly #states = new Map<PersonId, Signal<PresenceState>>();

  of(person: PersonId): ReadonlySignal<PresenceState> {
    return this.#signal(person);
  }

  /** Everyone who is not offline. */
  replace(present: readonly Presence[]): void {
    const states = new Map(present.map(({ id, state }) => [id, state]));
    batch(() => {
      for (const [id, held] of this.#states) held.value = states.get(id) ?? "offline";
      this.change(present);
    });
  }

  change(people: readonly Presence[]): void {
    for (const { id, state } of people) this.#signal(id).value = state;
  }

  #signal(person: PersonId): Signal<PresenceState> {
    const held = this.#states.get(person) ?? signal<PresenceState>("offline");
    this.#states.set(person, held);
    return held;
  }
}
