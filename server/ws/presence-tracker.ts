import { limits } from "#protocol/limits.ts";
import type { PresenceState } from "#protocol/objects/person.ts";
import type { PresenceStore } from "../presence/presence-store.ts";
import { hiddenPart } from "../presence/presence-store.ts";
import type { Connection } from "./connection.ts";

interface Here {
  readonly connections: Set<Connection>;
  readonly conversations: Set<string>;
  state: PresenceState;
  /** By the person's own wish nobody is told that they are here. */
  isHidden: boolean;
  /** Runs from the last socket's end until the person counts as gone. */
  grace: ReturnType<typeof setTimeout> | null;
}

export interface PresenceTrackerOptions {
  readonly store: PresenceStore;
  readonly tellConversation: (conversation: string, online_count: number) => void;
  /** The person has come, gone, or become idle; what that is over all nodes, the store knows. */
  readonly tellContacts: (person: string) => Promise<void>;
  /** The person's last socket of this node is gone for good. */
  readonly onGone: (person: string) => void;
  readonly onError: (error: unknown) => void;
  readonly graceMs?: number | undefined;
  /** Changes are told together, at most this often. */
  readonly tellEveryMs?: number;
  /** Of a large conversation at most this often: there people come and go all the time, and each word goes to everybody. */
  readonly tellLargeEveryMs?: number;
}

/**
 * Turns sockets into people: several tabs are one person, a reconnect within the grace time is no change, a person is
 * idle when all their sockets are. Of a conversation only the count is told, so that a join costs its members the same few
 * bytes however many they are; who is here is read by those who look.
 */
export class PresenceTracker {
  readonly #here = new Map<string, Here>();
  readonly #changedConversations = new Set<string>();
  readonly #changedPeople = new Set<string>();
  /** When large conversations were last told. */
  readonly #largeToldAt = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly options: PresenceTrackerOptions) {}

  arrive(connection: Connection): void {
    const { caller } = connection;
    const isHidden = caller.kind === "account" && caller.hides_presence;
    const here = this.#here.get(caller.id) ?? newHere(isHidden);
    this.#here.set(caller.id, here);
    // Changed while no socket was there to be told: within the grace time.
    if (here.connections.size === 0) this.setHidden(caller.id, isHidden);
    if (here.grace) clearTimeout(here.grace);
    here.grace = null;
    here.connections.add(connection);
    this.#update(caller.id, here);
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

  /** The person has changed their mind about being seen. */
  setHidden(person: string, isHidden: boolean): void {
    const here = this.#here.get(person);
    if (!here || here.isHidden === isHidden) return;
    const conversations = [...here.conversations];
    for (const conversation of conversations) this.leave(person, conversation);
    here.isHidden = isHidden;
    if (isHidden) this.#do(this.options.store.set(person, "offline"));
    here.state = "offline";
    this.#update(person, here);
    this.#tell(null, person);
    for (const conversation of conversations) this.enter(person, conversation);
  }

  enter(person: string, conversation: string): void {
    const here = this.#here.get(person);
    if (!here || here.conversations.has(conversation)) return;
    here.conversations.add(conversation);
    this.#do(this.options.store.enter(here.isHidden ? hiddenPart(conversation) : conversation, person));
    this.#tell(conversation);
  }

  leave(person: string, conversation: string): void {
    const here = this.#here.get(person);
    if (!here?.conversations.delete(conversation)) return;
    this.#do(this.options.store.leave(here.isHidden ? hiddenPart(conversation) : conversation, person));
    this.#tell(conversation);
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
    if (here.isHidden) return;
    this.#do(this.options.store.set(person, state));
    this.#tell(null, person);
    // The count is the same, but whoever looks at the list wants to see who is idle.
    for (const conversation of here.conversations) this.#tell(conversation);
  }

  #leaveForGood(person: string, here: Here): void {
    for (const conversation of [...here.conversations]) this.leave(person, conversation);
    this.#here.delete(person);
    this.#do(this.options.store.set(person, "offline"));
    if (!here.isHidden) this.#tell(null, person);
    this.options.onGone(person);
  }

  #tell(conversation: string | null, person?: string): void {
    if (conversation !== null) this.#changedConversations.add(conversation);
    if (person !== undefined) this.#changedPeople.add(person);
    this.#scheduleFlush();
  }

  #scheduleFlush(): void {
    this.#timer ??= setTimeout(() => void this.#flush(), this.options.tellEveryMs ?? 500);
    this.#timer.unref();
  }

  async #flush(): Promise<void> {
    this.#timer = null;
    const [conversations, people] = [[...this.#changedConversations], [...this.#changedPeople]];
    this.#changedConversations.clear();
    this.#changedPeople.clear();
    for (const conversation of conversations) {
      if (this.#isTooSoonFor(conversation)) this.#changedConversations.add(conversation);
      else await this.#try(() => this.#tellCount(conversation));
    }
    for (const person of people) await this.#try(() => this.options.tellContacts(person));
    if (this.#changedConversations.size > 0) this.#scheduleFlush();
  }

  #isTooSoonFor(conversation: string): boolean {
    const toldAt = this.#largeToldAt.get(conversation);
    return toldAt !== undefined && performance.now() - toldAt < (this.options.tellLargeEveryMs ?? 5_000);
  }

  async #tellCount(conversation: string): Promise<void> {
    const count = await this.options.store.count(conversation);
    if (count > limits.small_conversation) this.#largeToldAt.set(conversation, performance.now());
    else this.#largeToldAt.delete(conversation);
    this.options.tellConversation(conversation, count);
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.options.onError(error);
    }
  }

  #do(work: Promise<void>): void {
    work.catch(this.options.onError);
  }
}

function newHere(isHidden: boolean): Here {
  return { connections: new Set(), conversations: new Set(), state: "offline", isHidden, grace: null };
}
