import type { PresenceState } from "#protocol/objects/person.ts";

/**
 * Who is here, over all nodes. Each node reports its own people; what a node reported lapses when the node dies
 * (within `lapse_ms` of the implementation). A person is `online` if any node says so, else `idle` if any does. Changes of
 * one node apply in the order made. While other nodes cannot be asked, a node answers with its own people: nothing fails.
 */
export interface PresenceStore {
  /** What this node knows of a person; "offline" when their last socket here is gone. */
  set(person: string, state: PresenceState): Promise<void>;
  states(people: readonly string[]): Promise<Map<string, PresenceState>>;
  /** This node has (or no longer has) a socket of the person that follows the conversation. */
  enter(conversation: string, person: string): Promise<void>;
  leave(conversation: string, person: string): Promise<void>;
  /** Distinct people over all nodes. */
  count(conversation: string): Promise<number>;
  people(conversation: string): Promise<string[]>;
  /** As `people`, but null while other nodes cannot be asked: for whom "not here" must not mean "nobody knows". */
  certainPeople(conversation: string): Promise<string[] | null>;
  /** How many nodes report, this one included. */
  nodes(): Promise<number>;
  close(): Promise<void>;
}

/** Where those who hide are counted, for whoever must know that a room is not empty. */
export function hiddenPart(conversation: string): string {
  return `${conversation}/hidden`;
}
