import { batch } from "@preact/signals-core";
import type { ParlorEvent } from "#protocol/events.ts";
import type { ConversationId } from "#protocol/ids.ts";
import type { Message } from "#protocol/objects/message.ts";
import type { SyncCursor } from "#protocol/operations/conversation.ts";
import type { Input, OperationName, Output } from "#protocol/operations/index.ts";
import type { AccountState } from "./account-state.ts";
import type { Clock, TimerHandle } from "./clock.ts";
import type { ConversationState } from "./conversation-state.ts";
import type { Departure } from "./departure.ts";
import type { PeopleState } from "./people-state.ts";
import type { PeoplePresence } from "./presence-view.ts";
import { ok, type Result, unreachable } from "./result.ts";
import { accountSelf } from "./self.ts";

/** A missing event may only be late. */
const gapPatience_ms = 300;
/** How far a whole node's clients spread when it tells them that events were lost. */
const lostSpread_ms = 2_000;
/** Events held for one conversation while one before them is missing. */
const heldMax = 500;

interface Gap {
  readonly held: Map<number, ParlorEvent>;
  timer: TimerHandle;
  isHealing: boolean;
}

interface SyncDependencies {
  state: AccountState;
  people: PeopleState;
  presence: PeoplePresence;
  clock: Clock;
  random(): number;
  /** On the socket the events come from. */
  ask<N extends OperationName>(op: N, input: Input<N>): Promise<Result<Output<N>>>;
  /** Gives the socket up: a new one starts with a resume. */
  drop(): void;
  /** Read here but not told to the server yet. */
  untoldRead(conversation: ConversationId): number;
  /** A conversation's state moved on; these messages were part of it. */
  applied(conversation: ConversationState, messages: readonly Message[]): void;
  feedApplied(): void;
  /** The conversation has been forgotten. */
  removed(conversation: ConversationState, reason: Departure["reason"]): void;
  emit(event: ParlorEvent): void;
}

/**
 * Keeps the state equal to the server's. Durable events carry a rev that counts without gaps: an old one is dropped, the next
 * one applied, and one too far ahead is held until what is missing has come or been fetched. Events that arrive before the
 * answer to a resume wait for it, and are then told apart by rev in the same way.
 */
export class Sync {
  /** Events that wait for the answer to a resume; null when there is none under way. */
  #buffer: ParlorEvent[] | null = [];
  readonly #gaps = new Map<ConversationId, Gap>();
  #lostTimer: TimerHandle = null;
  /** Counts resumes, so that an answer from before the latest one is not applied after it. */
  #turn = 0;

  constructor(private readonly dependencies: SyncDependencies) {}

  hear(event: ParlorEvent): void {
    if (this.#buffer) this.#buffer.push(event);
    else this.#route(event);
  }

  /** A new socket: nothing heard before belongs to it. */
  disconnected(): void {
    this.#turn++;
    this.#buffer = [];
    this.#forgetGaps();
  }

  /** Catches up from whatever this device has. */
  async resume(): Promise<Result<void>> {
    const { state, ask } = this.dependencies;
    const turn = ++this.#turn;
    this.#buffer ??= [];
    this.#forgetGaps();
    const cursor = state.cursor();
    const answer = await ask("sync.resume", { cursor });
    if (turn !== this.#turn) return unreachable();
    if (!answer.ok) return answer;
    batch(() => {
      this.#adopt(answer.value, cursor);
      const waiting = this.#buffer ?? [];
      this.#buffer = null;
      for (const event of waiting) this.hear(event);
    });
    return ok(undefined);
  }

  #adopt(answer: Output<"sync.resume">, asked: SyncCursor | null): void {
    const { cursor, account, contacts, friend_requests, conversations, presence } = answer;
    const { state, people, untoldRead, applied, feedApplied } = this.dependencies;
    state.feed = cursor.feed;
    if (account) state.self.value = accountSelf(account);
    if (contacts && friend_requests) people.adopt(contacts, friend_requests);
    this.dependencies.presence.replace(presence);
    const added = conversations.filter(({ conversation }) => !state.get(conversation.id));
    state.add(...added.map(({ conversation }) => conversation));
    for (const { conversation, changes } of conversations) {
      const known = state.get(conversation.id);
      if (!known) continue;
      const rev = cursor.conversations[conversation.id] ?? conversation.rev;
      const isBehind = rev !== known.rev;
      const isDelta = changes?.kind === "delta" && asked?.conversations[conversation.id] === known.rev;
      if (isDelta) known.applyChanges(changes);
      known.adopt({ ...conversation, rev }, untoldRead(conversation.id));
      // After the adoption: whoever loads anew because of it has to know how far the conversation has come.
      if (isBehind && !isDelta) known.reset();
      applied(known, changes?.kind === "delta" ? changes.messages : []);
    }
    const current = new Set(conversations.map(({ conversation }) => conversation.id));
    for (const { id } of [...state.all()]) if (!current.has(id)) this.#remove(id, null);
    feedApplied();
  }

  #route(event: ParlorEvent): void {
    const { data } = event;
    if ("feed_rev" in data) this.#hearFeed(event, data.feed_rev);
    else if ("rev" in data) this.#hearDurable(event, data.conversation, data.rev);
    else {
      this.#applyPassing(event);
      this.dependencies.emit(event);
    }
  }

  #hearFeed(event: ParlorEvent, rev: number): void {
    const { state, feedApplied, emit } = this.dependencies;
    const feed = state.feed ?? 0;
    // Guests have no feed to count: what little concerns them is always news.
    const isCounted = rev > 0;
    if (isCounted && rev <= feed) return;
    if (isCounted && rev > feed + 1) return void this.resumeAgain();
    state.feed = Math.max(feed, rev);
    this.#applyFeed(event);
    feedApplied();
    emit(event);
  }

  #applyFeed(event: ParlorEvent): void {
    const { state, people, untoldRead, applied } = this.dependencies;
    people.apply(event);
    if (event.event === "account.changed") state.self.value = accountSelf(event.data.account);
    else if (event.event === "conversation.removed") this.#remove(event.data.conversation, event.data.reason);
    else if (event.event === "conversation.added") {
      const { conversation } = event.data;
      const known = state.get(conversation.id);
      if (!known) state.add(conversation);
      else if (conversation.rev > known.rev) {
        known.reset();
        known.adopt(conversation, untoldRead(conversation.id));
      }
      const added = state.get(conversation.id);
      if (!added) return;
      applied(added, []);
      this.#release(added.id);
      this.#catchUp(added);
    }
  }

  #hearDurable(event: ParlorEvent, conversation: ConversationId, rev: number): void {
    const known = this.dependencies.state.get(conversation);
    if (known && rev <= known.rev) return;
    if (known && rev === known.rev + 1) this.#apply(known, event, rev);
    else this.#hold(event, conversation, rev);
    this.#release(conversation);
  }

  #apply(known: ConversationState, event: ParlorEvent, rev: number): void {
    known.apply(event, rev);
    this.dependencies.applied(known, event.event === "message.created" || event.event === "message.changed" ? [event.data] : []);
    this.dependencies.emit(event);
  }

  /** What was committed after the server had described the conversation and before it let this socket follow is not an event. */
  #catchUp(added: ConversationState): void {
    const gap = this.#gapOf(added.id);
    this.dependencies.clock.clearTimeout(gap.timer);
    if (!gap.isHealing) void this.#heal(added, gap);
  }

  /** An event of a conversation that is not known yet waits in the same way for the news that it was added. */
  #hold(event: ParlorEvent, conversation: ConversationId, rev: number): void {
    const gap = this.#gapOf(conversation);
    // What no longer fits is fetched with what is missing.
    if (gap.held.size < heldMax) gap.held.set(rev, event);
  }

  #gapOf(conversation: ConversationId): Gap {
    const gap = this.#gaps.get(conversation) ?? { held: new Map<number, ParlorEvent>(), timer: null, isHealing: false };
    this.#gaps.set(conversation, gap);
    return gap;
  }

  /** Applies the held events that follow on; while some do not, waits a moment for the missing one and then fetches. */
  #release(conversation: ConversationId): void {
    const gap = this.#gaps.get(conversation);
    const known = this.dependencies.state.get(conversation);
    if (!gap || !known) return;
    for (const [rev, event] of [...gap.held].sort(([a], [b]) => a - b)) {
      if (rev > known.rev + 1) break;
      gap.held.delete(rev);
      // Fetched in the meantime: it is applied, but nobody has been told.
      if (rev <= known.rev) this.dependencies.emit(event);
      else this.#apply(known, event, rev);
    }
    if (gap.held.size === 0 && !gap.isHealing) this.#forgetGap(conversation, gap);
    else if (!gap.isHealing) gap.timer ??= this.dependencies.clock.setTimeout(() => void this.#heal(known, gap), gapPatience_ms);
  }

  async #heal(known: ConversationState, gap: Gap): Promise<void> {
    const { ask, drop, untoldRead, applied } = this.dependencies;
    const turn = this.#turn;
    gap.isHealing = true;
    // The list of changes has messages only; the conversation itself tells the rest.
    const [changes, summary] = await Promise.all([
      ask("message.get_changes", { conversation: known.id, after_rev: known.rev }),
      ask("conversation.get", { conversation: known.id }),
    ]);
    if (turn !== this.#turn || this.#gaps.get(known.id) !== gap) return;
    gap.isHealing = false;
    gap.timer = null;
    if (!changes.ok || !summary.ok) return drop();
    batch(() => {
      if (changes.value.rev > known.rev) known.applyChanges(changes.value);
      if (summary.value.rev >= known.rev) known.adopt({ ...summary.value, rev: known.rev }, untoldRead(known.id));
      applied(known, changes.value.kind === "delta" ? changes.value.messages : []);
      this.#release(known.id);
    });
  }

  #applyPassing(event: ParlorEvent): void {
    const { state, presence, clock, random } = this.dependencies;
    const me = state.self.peek().id;
    switch (event.event) {
      case "receipt.changed":
        if (event.data.id === me) state.get(event.data.conversation)?.setReceipt(event.data.read_seq, event.data.unread);
        break;
      case "typing.changed": {
        const { conversation, person, typing } = event.data;
        if (person.id === me) break;
        const people = state.get(conversation)?.typing;
        if (typing) people?.started(person);
        else people?.stopped(person.id);
        break;
      }
      case "presence.changed": {
        presence.change(event.data.people);
        break;
      }
      case "conversation.presence": {
        state.get(event.data.conversation)?.setOnlineCount(event.data.online_count);
        break;
      }
      case "sync.lost":
        this.#lostTimer ??= clock.setTimeout(() => void this.resumeAgain(), random() * lostSpread_ms);
        break;
    }
  }

  /** Catches up once more on the same socket; on another one if that fails. */
  async resumeAgain(): Promise<void> {
    const turn = this.#turn + 1;
    const resumed = await this.resume();
    if (!resumed.ok && turn === this.#turn) this.dependencies.drop();
  }

  #remove(id: ConversationId, reason: Departure["reason"]): void {
    const { state, removed } = this.dependencies;
    const known = state.get(id);
    const gap = this.#gaps.get(id);
    if (gap) this.#forgetGap(id, gap);
    state.remove(id);
    if (known) removed(known, reason);
  }

  #forgetGaps(): void {
    for (const [conversation, gap] of [...this.#gaps]) this.#forgetGap(conversation, gap);
    this.dependencies.clock.clearTimeout(this.#lostTimer);
    this.#lostTimer = null;
  }

  #forgetGap(conversation: ConversationId, gap: Gap): void {
    this.dependencies.clock.clearTimeout(gap.timer);
    this.#gaps.delete(conversation);
  }
}
