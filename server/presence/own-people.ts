import type { PresenceState } from "#protocol/objects/person.ts";

/** The people of one node and where they are: all there is on a single node, and what a node of many reports. */
export class OwnPeople {
  /** Without those who are offline. */
  readonly states = new Map<string, PresenceState>();
  /** By conversation; never an empty set. */
  readonly conversations = new Map<string, Set<string>>();

  /** False when it was so already; the same of `enter` and `leave`. */
  set(person: string, state: PresenceState): boolean {
    if (state === "offline") return this.states.delete(person);
    if (this.states.get(person) === state) return false;
    this.states.set(person, state);
    return true;
  }

  enter(conversation: string, person: string): boolean {
    const people = this.conversations.get(conversation);
    if (people?.has(person)) return false;
    if (people) people.add(person);
    else this.conversations.set(conversation, new Set([person]));
    return true;
  }

  leave(conversation: string, person: string): boolean {
    const people = this.conversations.get(conversation);
    if (!people?.delete(person)) return false;
    if (people.size === 0) this.conversations.delete(conversation);
    return true;
  }

  statesOf(people: readonly string[]): Map<string, PresenceState> {
    return new Map(people.map((person) => [person, this.states.get(person) ?? "offline"]));
  }

  count(conversation: string): number {
    return this.conversations.get(conversation)?.size ?? 0;
  }

  people(conversation: string): string[] {
    return [...(this.conversations.get(conversation) ?? [])];
  }

  clear(): void {
    this.states.clear();
    this.conversations.clear();
  }
}
