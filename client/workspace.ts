import { computed, type ReadonlySignal, type Signal } from "@preact/signals-core";
import type { ParlorEvent } from "#protocol/events.ts";
import type { ReadyFrame } from "#protocol/frames.ts";
import type { ConversationId, SessionId } from "#protocol/ids.ts";
import type { Conversation } from "#protocol/objects/conversation.ts";
import type { Message } from "#protocol/objects/message.ts";
import type { Input, OperationName, Output } from "#protocol/operations/index.ts";
import { AccountState } from "./account-state.ts";
import { Cache, type CachedAccount, cacheFormat } from "./cache.ts";
import { Connection, type ConnectionStatus } from "./connection.ts";
import type { ConversationState } from "./conversation-state.ts";
import { type ConversationView, keptMessages, OpenConversation } from "./conversation-view.ts";
import type { Departure } from "./departure.ts";
import type { ParlorDependencies } from "./dependencies.ts";
import { Drafts } from "./drafts.ts";
import { tailOf } from "./message-run.ts";
import { Outbox } from "./outbox.ts";
import { Faces } from "./people-faces.ts";
import { PeopleState } from "./people-state.ts";
import type { PeoplePresence } from "./presence-view.ts";
import { ReadMarks } from "./read-marks.ts";
import { type Result, unreachable } from "./result.ts";
import { accountSelf, guestSelf, type Self } from "./self.ts";
import type { Session, SignedIn } from "./session.ts";
import { SettingsUpdates, withSettings } from "./settings.ts";
import type { ClientStorage } from "./storage.ts";
import { Sync } from "./sync.ts";

/** Conversations whose messages are kept on the disk, last opened first. */
const recentMax = 20;
const accountKey = "state";
/** Too large for a frame, or the end of the session: the socket would be cut before the answer came. */
const httpOnly: ReadonlySet<OperationName> = new Set(["account.export", "account.deactivate", "account.delete"]);

/** What the workspace has in common with the time before sign-in and after. */
export interface Surroundings {
  dependencies: ParlorDependencies;
  storage: ClientStorage;
  session: Session;
  presence: PeoplePresence;
  status: Signal<ConnectionStatus>;
  emit(event: ParlorEvent): void;
  ready(data: ReadyFrame["data"]): void;
  ended(why: "signed_out" | "blocked"): void;
  departed(departure: Departure): void;
}

/** Everything that belongs to one person on this device, from sign-in to sign-out. */
export class Workspace {
  readonly state: AccountState;
  /** With the settings as chosen here, which the server may not know yet. */
  readonly self: ReadonlySignal<Self>;
  readonly people: PeopleState;
  readonly faces = new Faces();
  readonly settings: SettingsUpdates;
  readonly outbox: Outbox;
  readonly connection: Connection;
  readonly #cache: Cache;
  readonly #drafts: Drafts;
  readonly #reads: ReadMarks;
  readonly #sync: Sync;
  readonly #views = new Map<ConversationId, OpenConversation>();
  #recent: ConversationId[] = [];
  #isActive = true;

  /** Opens what this device keeps of the person; null when it keeps too little and the server cannot be asked. */
  static async open(surroundings: Surroundings, { kind, person }: SignedIn, fresh?: Self): Promise<Workspace | null> {
    const { dependencies, storage, session } = surroundings;
    const cache = new Cache(storage, dependencies.clock, person);
    const stored = await cache.get("account", accountKey);
    const usable = stored?.format === cacheFormat ? stored : null;
    if (!usable) await cache.dropState();
    const known = stored?.self;
    // A guest who has become an account, in another tab, is asked for anew.
    const self = fresh ?? (known?.kind === kind ? known : null) ?? (await askWhoIAm(session, kind)) ?? known;
    if (!self) return null;
    const workspace = new Workspace(surroundings, cache, self);
    await workspace.#load(usable);
    return workspace;
  }

  private constructor(
    private readonly surroundings: Surroundings,
    cache: Cache,
    self: Self,
  ) {
    const { dependencies, presence, status, session, ended } = surroundings;
    const { clock, random } = dependencies;
    this.#cache = cache;
    this.state = new AccountState(self, clock, (conversation) => this.#keep(conversation));
    this.people = new PeopleState(presence);
    this.settings = new SettingsUpdates({
      send: (change) => this.call("settings.update", change),
      settled: (accepted) => {
        this.state.self.value = withSettings(this.state.self.peek(), accepted);
      },
    });
    this.self = computed(() => withSettings(this.state.self.value, this.settings.pending.value));
    this.#drafts = new Drafts(cache);
    this.outbox = new Outbox({ ...dependencies, cache, send: (input) => this.#askLive("message.send", input) });
    this.#reads = new ReadMarks({
      clock,
      cache,
      send: (conversation, seq) => this.#askLive("conversation.mark_read", { conversation, seq }),
      marked: (conversation, mark) => this.state.get(conversation)?.setReceipt(mark.read_seq, mark.unread),
    });
    this.#sync = new Sync({
      state: this.state,
      people: this.people,
      presence,
      clock,
      random,
      emit: (event) => this.#emit(event),
      ask: (op, input) => this.#heard(op, this.connection.ask(op, input)),
      drop: () => this.connection.drop(),
      untoldRead: (conversation) => this.#reads.untold(conversation),
      applied: (conversation, messages) => this.#applied(conversation, messages),
      feedApplied: () => this.#keepAccount(),
      removed: (conversation, reason) => this.#removed(conversation, reason),
    });
    this.connection = new Connection(dependencies, status, {
      admit: () => session.admitSocket(),
      refused: () => session.doubt(),
      ready: (data) => this.#ready(data),
      event: (event) => {
        this.faces.hear(event);
        this.#sync.hear(event);
      },
      resume: () => this.#sync.resume(),
      live: () => this.#live(),
      disconnected: () => this.#disconnected(),
      isReplaced: (replaced: SessionId) => session.isReplaced(replaced),
      ended,
    });
    this.state.self.subscribe(() => this.#keepAccount());
    const showsPresence = computed(
      () => this.state.self.value.kind === "guest" || this.state.self.value.account.settings.show_presence,
    );
    // Who hides sees nobody, who is seen again sees others again; and no event says where they all are.
    showsPresence.subscribe(() => this.connection.isLive && void this.#sync.resumeAgain());
  }

  /** On the socket when live, over HTTP otherwise; what concerns the socket itself only there. */
  call<N extends OperationName>(op: N, input: Input<N>): Promise<Result<Output<N>>> {
    const [noun] = op.split(".");
    // What sets cookies needs HTTP.
    const isHttpOnly = noun === "auth" || noun === "guest" || httpOnly.has(op);
    if (this.connection.isLive && !isHttpOnly) return this.#heard(op, this.connection.ask(op, input));
    if (noun === "sync" || noun === "presence") return Promise.resolve(unreachable());
    return this.#heard(op, this.surroundings.session.call(op, input));
  }

  view(id: ConversationId): ConversationView | null {
    const state = this.state.get(id);
    if (!state) return null;
    const view = this.#views.get(id) ?? this.#newView(state);
    this.#views.set(id, view);
    return view;
  }

  /** Somewhere to be at once: the news that it was added may still be on its way, or come with the next connection. */
  enter(conversation: Conversation): void {
    if (!this.state.get(conversation.id)) this.state.add(conversation);
  }

  /** Forgets a conversation that this person is no longer in. */
  leave(id: ConversationId, reason: Departure["reason"]): void {
    const conversation = this.state.get(id);
    this.state.remove(id);
    if (conversation) this.#removed(conversation, reason);
  }

  setActive(isActive: boolean): void {
    if (this.#isActive === isActive) return;
    this.#isActive = isActive;
    void this.#askLive("presence.set", { state: isActive ? "online" : "idle" });
  }

  flush(): Promise<void> {
    return this.#cache.flush();
  }

  /** Stops all that goes on by itself. What is not written yet is written before it resolves. */
  async close(): Promise<void> {
    this.connection.stop();
    this.surroundings.session.rest();
    this.outbox.close();
    this.#reads.close();
    await this.#cache.flush();
  }

  /** Removes the person from this device. */
  wipe(options: { keepUnsent: boolean }): Promise<void> {
    return this.#cache.wipe(options);
  }

  async #load(stored: CachedAccount | null): Promise<void> {
    if (stored) {
      const conversations = await this.#cache.list("conversations");
      this.#recent = stored.recent;
      this.state.feed = stored.feed;
      this.people.load(stored.contacts, stored.requests);
      this.state.add(...conversations.map(({ value }) => value));
      this.faces.suppose(conversations.flatMap(({ value }) => value.last_message ?? []));
    }
    await Promise.all([this.#drafts.load(), this.outbox.load(), this.#reads.load()]);
    this.#cache.clean();
    this.#keepAccount();
    await this.#cache.flush();
  }

  #newView(state: ConversationState): OpenConversation {
    return new OpenConversation({
      state,
      self: this.state.self,
      outbox: this.outbox,
      reads: this.#reads,
      drafts: this.#drafts,
      cache: this.#cache,
      clock: this.surroundings.dependencies.clock,
      call: (op, input) => this.call(op, input),
      reportTyping: (typing) => this.#reportTyping(state.id, typing),
      opened: () => this.#opened(state),
      supposed: (messages) => this.faces.suppose(messages),
      isLive: () => this.connection.isLive,
    });
  }

  #ready(data: ReadyFrame["data"]): void {
    const self = data.account ? accountSelf(data.account) : data.guest && guestSelf(data.guest);
    // Another tab of this browser has signed in as somebody else: their messages must not end up in this person's cache.
    if (self?.id !== this.state.self.peek().id) {
      this.surroundings.ended("signed_out");
    } else {
      this.state.self.value = self;
      this.surroundings.ready(data);
    }
  }

  #live(): void {
    this.surroundings.session.stayFresh();
    void this.outbox.resume();
    this.#reads.resume();
    this.settings.resume();
    for (const view of this.#views.values()) void view.refresh();
    if (!this.#isActive) void this.#askLive("presence.set", { state: "idle" });
  }

  #disconnected(): void {
    this.#sync.disconnected();
    for (const { typing } of this.state.all()) typing.clear();
  }

  #applied(conversation: ConversationState, messages: readonly Message[]): void {
    const me = this.state.self.peek().id;
    for (const message of messages) if (message.sender.id === me) this.outbox.arrived(message);
    this.outbox.reached(conversation.id, conversation.rev);
  }

  #emit(event: ParlorEvent): void {
    // Slow mode may be over, for everyone or for who has become a moderator.
    if (event.event === "conversation.changed" || event.event === "member.changed") this.outbox.hurry(event.data.conversation);
    this.surroundings.emit(event);
  }

  #removed({ id, summary }: ConversationState, reason: Departure["reason"]): void {
    const draft = this.#drafts.of(id).peek().trim();
    const unsent = [...this.outbox.unsentIn(id), ...(draft ? [draft] : [])];
    this.surroundings.departed({ conversation: id, name: summary.peek().name, reason, unsent });
    this.#views.get(id)?.close();
    this.#views.delete(id);
    this.outbox.abandon(id);
    this.#cache.later("conversations", id, () => null);
    this.#cache.later("messages", id, () => null);
  }

  #opened({ id, run }: ConversationState): void {
    const [kept, dropped] = splitAt([id, ...this.#recent.filter((other) => other !== id)], recentMax);
    this.#recent = kept;
    for (const old of dropped) this.#cache.later("messages", old, () => null);
    this.#keepAccount();
    this.#keepMessages(id, run.peek());
  }

  /** Writes a conversation and its messages whenever they change. */
  #keep({ id, summary, run }: ConversationState): void {
    summary.subscribe(() => this.#cache.later("conversations", id, () => this.state.get(id)?.summary.peek()));
    run.subscribe((messages) => this.#keepMessages(id, messages));
  }

  #keepMessages(id: ConversationId, run: ConversationState["run"]["value"]): void {
    // Only the end of a conversation joins on to what comes later.
    if (run && !run.has_after && this.#recent.includes(id)) this.#cache.later("messages", id, () => tailOf(run, keptMessages));
  }

  #keepAccount(): void {
    this.#cache.later("account", accountKey, () => ({
      format: cacheFormat,
      self: this.state.self.peek(),
      feed: this.state.feed,
      contacts: this.people.contacts.peek(),
      requests: this.people.requests.peek(),
      recent: this.#recent,
    }));
  }

  #reportTyping(conversation: ConversationId, typing: boolean): void {
    const self = this.self.peek();
    const isTold = self.kind === "guest" || self.account.settings.send_typing;
    if (isTold) void this.#askLive("conversation.typing", { conversation, typing });
  }

  async #heard<N extends OperationName>(op: N, asked: Promise<Result<Output<N>>>): Promise<Result<Output<N>>> {
    const answer = await asked;
    if (answer.ok) this.faces.read(op, answer.value);
    return answer;
  }

  #askLive<N extends OperationName>(op: N, input: Input<N>): Promise<Result<Output<N>>> | null {
    return this.connection.isLive ? this.connection.ask(op, input) : null;
  }
}

async function askWhoIAm(session: Session, kind: SignedIn["kind"]): Promise<Self | null> {
  if (kind === "guest") {
    const guest = await session.call("guest.get", {});
    return guest.ok ? guestSelf(guest.value) : null;
  }
  const account = await session.call("account.get", {});
  return account.ok ? accountSelf(account.value) : null;
}

function splitAt<T>(list: readonly T[], index: number): [T[], T[]] {
  return [list.slice(0, index), list.slice(index)];
}
