import type { PresenceState } from "#protocol/objects/person.ts";
import { OwnPeople } from "./own-people.ts";
import type { PresenceStore } from "./presence-store.ts";

/** The presence of a single node: it ends with the process, so nothing outlives the node that reported it. */
export class MemoryPresence implements PresenceStore {
  readonly #own = new OwnPeople();

  async set(person: string, state: PresenceState): Promise<void> {
    this.#own.set(person, state);
  }

  async states(people: readonly string[]): Promise<Map<string, PresenceState>> {
    return this.#own.statesOf(people);
  }

  async enter(conversation: string, person: string): Promise<void> {
    this.#own.enter(conversation, person);
  }

  async leave(conversation: string, person: string): Promise<void> {
    this.#own.leave(conversation, person);
  }

  async count(conversation: string): Promise<number> {
    return this.#own.count(conversation);
  }

  async people(conversation: string): Promise<string[]> {
    return this.#own.people(conversation);
  }

  async certainPeople(conversation: string): Promise<string[]> {
    return this.#own.people(conversation);
  }

  async nodes(): Promise<number> {
    return 1;
  }

  async close(): Promise<void> {
    this.#own.clear();
  }
}
