import type { PersonId } from "#protocol/ids.ts";
import { limits } from "#protocol/limits.ts";
import type { Presence, PresenceState } from "#protocol/objects/person.ts";
import type { PresenceStore } from "../presence/presence-store.ts";
import type { Connection } from "./connection.ts";

interface Here {
  readonly connections: Set<Connection>;
  readonly conversations: Set<string>;
  state: PresenceState;
  /** Runs from the last socket's end until the person counts as gone. */
  grace: ReturnType<typeof setTimeout> | null;
}

export interface PresenceTrackerOptions {
  readonly store: PresenceStore;
  readonly emit: (change: { conversation: string; online_count: number; people: Presence[] }) => void;
  /** The person's last socket of this node is gone for good. */
  readonly onGone: (person: string) => void;
  readonly onError: (error: unknown) => void;
  readonly graceMs?: number | undefined;
  /** Changes of a conversation are told together, at most this often. */
  readonly tellEveryMs?: number;
}

/**
 * Turns sockets into people: several tabs are one person, a reconnect within the grace time is no change, a person is
 * idle when all their sockets are. Changes of a conversation are gathered, and in a large one only the count is told.
 */
export class PresenceTracker {
  readonly #here = new Map<string, Here>();
  readonly #changed = new Map<string, Map<string, PresenceState>>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly options: PresenceTrackerOptions) {}

  arrive(connection: Connection): void {
    const person = connection.caller.id;
    const here = this.#here.get(person) ?? { connections: new Set(), conversations: new Set(), state: "offline", grace: null };
    this.#here.set(person, here);
    if (here.grace) clearTimeout(here.grace);
    here.grace = null;
    here.connections.add(connection);
    this.#update(person, here);
  }

  depart(connection: Connection): void {
    const person = connection.caller.id;
    const here = this.#here.get(person);
    if (!here?.connections.delete(connection)) return;
    if (here.connections.size > 0) return this.#update(person, here);
    here.grace = setTimeout(() => this.#leaveForGood(person, here), this.options.graceMs ?? limits.presence_grace_ms);
    here.grace.unref();
  }

  setIdle(connection: Connection, idle: boolean): void {
    const here = this.#here.get(connection.caller.id);
    connection.idle = idle;
    if (here) this.#update(connection.caller.id, here);
  }

  enter(person: string, conversation: string): void {
    const here = this.#here.get(person);
    if (!here || here.conversations.has(conversation)) return;
    here.conversations.add(conversation);
    this.#do(this.options.store.enter(conversation, person));
    this.#tell(conversation, person, here.state);
  }

  leave(person: string, conversation: string): void {
    if (!this.#here.get(person)?.conversations.delete(conversation)) return;
    this.#do(this.options.store.leave(conversation, person));
    this.#tell(conversation, person, "offline");
  }

  /** Stops telling. What this node reported goes with its presence store. */
  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    for (const here of this.#here.values()) if (here.grace) clearTimeout(here.grace);
    this.#here.clear();
  }

  #update(person: string, here: Here): void {
    const state = [...here.connections].some((connection) => !connection.idle) ? "online" : "idle";
    if (state === here.state) return;
    here.state = state;
    this.#do(this.options.store.set(person, state));
    for (const conversation of here.conversations) this.#tell(conversation, person, state);
  }

  #leaveForGood(person: string, here: Here): void {
    this.#here.delete(person);
    this.#do(this.options.store.set(person, "offline"));
    for (const conversation of here.conversations) {
      this.#do(this.options.store.leave(conversation, person));
      this.#tell(conversation, person, "offline");
    }
    this.options.onGone(person);
  }

  #tell(conversation: string, person: string, state: PresenceState): void {
    const people = this.#changed.get(conversation) ?? new Map<string, PresenceState>();
    this.#changed.set(conversation, people.set(person, state));
    this.#timer ??= setTimeout(() => void this.#flush(), this.options.tellEveryMs ?? 500);
    this.#timer.unref();
  }

  async #flush(): Promise<void> {
    this.#timer = null;
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const [conversation, people] of changed) {
      try {
        const online_count = await this.options.store.count(conversation);
        const small = online_count <= limits.small_conversation && people.size <= limits.small_conversation;
        this.options.emit({ conversation, online_count, people: small ? await this.#show([...people.keys()]) : [] });
      } catch (error) {
        this.options.onError(error);
      }
    }
  }

  /** As all nodes see them: a person who left this node may be on another. */
  async #show(people: string[]): Promise<Presence[]> {
    const states = await this.options.store.states(people);
    return people.map((id) => ({ id: id as PersonId, state: states.get(id) ?? "offline", last_seen_at: null }));
  }

  #do(work: Promise<void>): void {
    work.catch(this.options.onError);
  }
}
