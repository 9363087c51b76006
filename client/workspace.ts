import type { Signal } from "@preact/signals-core";
import type { ParlorEvent } from "#protocol/events.ts";
import type { ReadyFrame } from "#protocol/frames.ts";
import type { AccountId, ConversationId } from "#protocol/ids.ts";
import type { OwnAccount } from "#protocol/objects/account.ts";
import type { Message } from "#protocol/objects/message.ts";
import type { Input, OperationName, Output } from "#protocol/operations/index.ts";
import { AccountState } from "./account-state.ts";
import { Cache, type CachedAccount, cacheFormat } from "./cache.ts";
import { Connection, type ConnectionStatus } from "./connection.ts";
import type { ConversationState } from "./conversation-state.ts";
import { type ConversationView, keptMessages, OpenConversation } from "./conversation-view.ts";
import type { ParlorDependencies } from "./dependencies.ts";
import { Drafts } from "./drafts.ts";
import { tailOf } from "./message-run.ts";
import { Outbox } from "./outbox.ts";
import type { PeoplePresence } from "./presence-view.ts";
import { ReadMarks } from "./read-marks.ts";
import { type Result, unreachable } from "./result.ts";
import type { Session } from "./session.ts";
import type { ClientStorage } from "./storage.ts";
import { Sync } from "./sync.ts";

/** Conversations whose messages are kept on the disk, last opened first. */
const recentMax = 20;
const accountKey = "state";

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
}

/** Everything that belongs to one account on this device, from sign-in to sign-out. */
export class Workspace {
  readonly state: AccountState;
  readonly outbox: Outbox;
  readonly connection: Connection;
  readonly #cache: Cache;
  readonly #drafts: Drafts;
  readonly #reads: ReadMarks;
  readonly #sync: Sync;
  readonly #views = new Map<ConversationId, OpenConversation>();
  #recent: ConversationId[] = [];
  #isActive = true;

  /** Opens what this device keeps of the account; null when it keeps too little and the server cannot be asked. */
  static async open(surroundings: Surroundings, account: AccountId, fresh?: OwnAccount): Promise<Workspace | null> {
    const { dependencies, storage, session } = surroundings;
    const cache = new Cache(storage, dependencies.clock, account);
    const stored = await cache.get("account", accountKey);
    const usable = stored?.format === cacheFormat ? stored : null;
    if (!usable) await cache.dropState();
    const me = fresh ?? stored?.me ?? (await askForAccount(session));
    if (!me) return null;
    const workspace = new Workspace(surroundings, cache, me);
    await workspace.#load(usable);
    return workspace;
  }

  private constructor(
    private readonly surroundings: Surroundings,
    cache: Cache,
    me: OwnAccount,
  ) {
    const { dependencies, presence, status, session, emit, ended } = surroundings;
    const { clock, random } = dependencies;
    this.#cache = cache;
    this.state = new AccountState(me, clock, (conversation) => this.#keep(conversation));
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
      presence,
      clock,
      random,
      emit,
      ask: (op, input) => this.connection.ask(op, input),
      drop: () => this.connection.drop(),
      untoldRead: (conversation) => this.#reads.untold(conversation),
      applied: (conversation, messages) => this.#applied(conversation, messages),
      feedApplied: () => this.#keepAccount(),
      removed: (conversation) => this.#removed(conversation),
    });
    this.connection = new Connection(dependencies, status, {
      admit: () => session.admitSocket(),
      refused: () => session.doubt(),
      ready: (data) => this.#ready(data),
      event: (event) => this.#sync.hear(event),
      resume: () => this.#sync.resume(),
      live: () => this.#live(),
      disconnected: () => this.#disconnected(),
      ended,
    });
    this.state.me.subscribe(() => this.#keepAccount());
  }

  /** On the socket when live, over HTTP otherwise; what concerns the socket itself only there. */
  call<N extends OperationName>(op: N, input: Input<N>): Promise<Result<Output<N>>> {
    const [noun] = op.split(".");
    // What sets cookies needs HTTP.
    const isHttpOnly = noun === "auth" || noun === "guest";
    if (this.connection.isLive && !isHttpOnly) return this.connection.ask(op, input);
    if (noun === "sync" || noun === "presence") return Promise.resolve(unreachable());
    return this.surroundings.session.call(op, input);
  }

  view(id: ConversationId): ConversationView | null {
    const state = this.state.get(id);
    if (!state) return null;
    const view = this.#views.get(id) ?? this.#newView(state);
    this.#views.set(id, view);
    return view;
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

  /** Removes the account from this device. */
  wipe(options: { keepUnsent: boolean }): Promise<void> {
    return this.#cache.wipe(options);
  }

  async #load(stored: CachedAccount | null): Promise<void> {
    if (stored) {
      const conversations = await this.#cache.list("conversations");
      this.#recent = stored.recent;
      this.state.feed = stored.feed;
      this.state.add(...conversations.map(({ value }) => value));
    }
    await Promise.all([this.#drafts.load(), this.outbox.load(), this.#reads.load()]);
    this.#cache.clean();
    this.#keepAccount();
    await this.#cache.flush();
  }

  #newView(state: ConversationState): OpenConversation {
    return new OpenConversation({
      state,
      me: this.state.me,
      outbox: this.outbox,
      reads: this.#reads,
      drafts: this.#drafts,
      cache: this.#cache,
      clock: this.surroundings.dependencies.clock,
      call: (op, input) => this.call(op, input),
      reportTyping: (typing) => void this.#askLive("conversation.typing", { conversation: state.id, typing }),
      opened: () => this.#opened(state),
      isLive: () => this.connection.isLive,
    });
  }

  #ready(data: ReadyFrame["data"]): void {
    // Another tab of this browser has signed in as somebody else: their messages must not end up in this account's cache.
    if (data.account?.id !== this.state.me.peek().id) {
      this.surroundings.ended("signed_out");
    } else {
      this.state.me.value = data.account;
      this.surroundings.ready(data);
    }
  }

  #live(): void {
    this.surroundings.session.stayFresh();
    void this.outbox.resume();
    this.#reads.resume();
    for (const view of this.#views.values()) void view.refresh();
    if (!this.#isActive) void this.#askLive("presence.set", { state: "idle" });
  }

  #disconnected(): void {
    this.#sync.disconnected();
    for (const { typing } of this.state.all()) typing.clear();
  }

  #applied(conversation: ConversationState, messages: readonly Message[]): void {
    const me = this.state.me.peek().id;
    for (const message of messages) if (message.sender.id === me) this.outbox.arrived(message);
    this.outbox.reached(conversation.id, conversation.rev);
  }

  #removed(id: ConversationId): void {
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
      me: this.state.me.peek(),
      feed: this.state.feed,
      recent: this.#recent,
    }));
  }

  #askLive<N extends OperationName>(op: N, input: Input<N>): Promise<Result<Output<N>>> | null {
    return this.connection.isLive ? this.connection.ask(op, input) : null;
  }
}

async function askForAccount(session: Session): Promise<OwnAccount | null> {
  const answer = await session.call("account.get", {});
  return answer.ok ? answer.value : null;
}

function splitAt<T>(list: readonly T[], index: number): [T[], T[]] {
  return [list.slice(0, index), list.slice(index)];
}
