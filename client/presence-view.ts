import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { PersonId } from "#protocol/ids.ts";
import type { Presence, PresenceState } from "#protocol/objects/person.ts";

/** Who is here, as far as this account is told. */
export interface PresenceView {
  /** "offline" for whoever the server says nothing about. The same signal each time. */
  of(person: PersonId): ReadonlySignal<PresenceState>;
  /** When a contact was last here, in milliseconds since 1970 UTC; null when that is not told. The same signal each time. */
  lastSeen(person: PersonId): ReadonlySignal<number | null>;
}

/** Kept while the connection is away: a short cut must not make everyone blink. The next resume sets it right. */
export class PeoplePresence implements PresenceView {
  readonly #states = new Map<PersonId, Signal<PresenceState>>();
  readonly #lastSeen = new Map<PersonId, Signal<number | null>>();

  of(person: PersonId): ReadonlySignal<PresenceState> {
    return this.#signal(person);
  }

  lastSeen(person: PersonId): ReadonlySignal<number | null> {
    return this.#lastSeenSignal(person);
  }

  /** Everyone of whom something is known. */
  replace(people: readonly Presence[]): void {
    const known = new Set(people.map(({ id }) => id));
    batch(() => {
      for (const [id, state] of this.#states) if (!known.has(id)) state.value = "offline";
      for (const [id, lastSeen] of this.#lastSeen) if (!known.has(id)) lastSeen.value = null;
      this.change(people);
    });
  }

  change(people: readonly Presence[]): void {
    batch(() => {
      for (const { id, state, last_seen_at } of people) {
        this.#signal(id).value = state;
        this.#lastSeenSignal(id).value = last_seen_at;
      }
    });
  }

  #lastSeenSignal(person: PersonId): Signal<number | null> {
    const held = this.#lastSeen.get(person) ?? signal<number | null>(null);
    this.#lastSeen.set(person, held);
    return held;
  }

  #signal(person: PersonId): Signal<PresenceState> {
    const held = this.#states.get(person) ?? signal<PresenceState>("offline");
    this.#states.set(person, held);
    return held;
  }
}
