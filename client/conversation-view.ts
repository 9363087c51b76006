import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Problem } from "#protocol/errors.ts";
import type { ConversationId, MessageId, Mid, PersonId } from "#protocol/ids.ts";
import { limits } from "#protocol/limits.ts";
import type { Conversation } from "#protocol/objects/conversation.ts";
import type { Message } from "#protocol/objects/message.ts";
import type { Input, OperationName, Output } from "#protocol/operations/index.ts";
import type { Cache } from "./cache.ts";
import type { Clock } from "./clock.ts";
import type { ConversationState } from "./conversation-state.ts";
import type { Drafts } from "./drafts.ts";
import { covers, type HistoryPage, type MessageRun, runFromPage, tailOf, withPageAfter, withPageBefore } from "./message-run.ts";
import type { Outbox } from "./outbox.ts";
import type { ReadMarks } from "./read-marks.ts";
import type { Result } from "./result.ts";
import type { Self } from "./self.ts";
import { type ShownMessage, showMessages } from "./shown-messages.ts";
import { nextSendAt } from "./slow-mode.ts";
import { TypingReports } from "./typing.ts";

export type { ShownMessage } from "./shown-messages.ts";

/** One conversation as a screen shows it. Signals are safe to read at any time; messages are there only after `open`. */
export interface ConversationView {
  readonly id: ConversationId;
  readonly summary: ReadonlySignal<Conversation>;
  /** A contiguous run by seq, then the pending ones in the order sent. The same object stands for the same unchanged message. */
  readonly messages: ReadonlySignal<readonly ShownMessage[]>;
  readonly page: ReadonlySignal<PageStatus>;
  /** Who is typing, without me. */
  readonly typing: ReadonlySignal<readonly { id: PersonId; name: string }[]>;
  /** What stands in the composer. Write to it; it is persisted shortly after. */
  readonly draft: Signal<string>;
  /** Where the "new messages" divider goes; fixed while the conversation is open. */
  readonly first_unread_seq: ReadonlySignal<number | null>;
  /** In slow mode, when the next message of this person goes out (may be past); null when nothing is known to hold it. */
  readonly next_send_at: ReadonlySignal<number | null>;
  /** Loads the first page, around the first unread message, and sets the divider. Again: tries anew what has failed. */
  open(): Promise<void>;
  close(): void;
  loadBefore(): Promise<void>;
  loadAfter(): Promise<void>;
  jumpToLatest(): Promise<void>;
  /** Shows the messages around this position. */
  jumpTo(seq: number): Promise<void>;
  /** Shown at once, persisted, then sent when the connection allows; refusals show on the message itself. */
  send(text: string, options?: { reply_to?: MessageId }): void;
  /** Sends a failed message again, in its place and under its mid. */
  retry(mid: Mid): void;
  /** Forgets a message that has not been sent. */
  discard(mid: Mid): void;
  /** Everything up to this position has been seen. Never moves backwards. */
  markRead(seq: number): void;
  /** Call it on every key press; it tells the server as rarely as will do. */
  setTyping(typing: boolean): void;
  members(cursor?: string): Promise<Result<Output<"conversation.members">>>;
}

export interface PageStatus {
  has_before: boolean;
  has_after: boolean;
  loading: "before" | "after" | "first" | null;
  /** Why the last load failed, until one succeeds. */
  problem: Problem | null;
}

/** With more unread messages than this the first page is the one around the first of them, not the latest. */
const unreadOnLatestPage = 40;
/** Messages kept in memory, and on the disk, of a conversation that is not on the screen. */
export const keptMessages = 200;

export interface ViewDependencies {
  state: ConversationState;
  self: ReadonlySignal<Self>;
  outbox: Outbox;
  reads: ReadMarks;
  drafts: Drafts;
  cache: Cache;
  clock: Clock;
  call<N extends OperationName>(op: N, input: Input<N>): Promise<Result<Output<N>>>;
  reportTyping(typing: boolean): void;
  /** The conversation is looked at: its messages are worth keeping. */
  opened(): void;
  /** Messages came from the disk, as they were when they were kept. */
  supposed(messages: readonly Message[]): void;
  /** Everything up to now is known. */
  isLive(): boolean;
}

type Position = Omit<Input<"conversation.history">, "conversation" | "limit">;

export class OpenConversation implements ConversationView {
  readonly id: ConversationId;
  readonly summary: ReadonlySignal<Conversation>;
  readonly messages: ReadonlySignal<readonly ShownMessage[]>;
  readonly page: ReadonlySignal<PageStatus>;
  readonly typing: ConversationView["typing"];
  readonly draft: Signal<string>;
  readonly first_unread_seq = signal<number | null>(null);
  readonly next_send_at: ReadonlySignal<number | null>;
  readonly #loading = signal<PageStatus["loading"]>(null);
  readonly #problem = signal<Problem | null>(null);
  readonly #reports: TypingReports;
  #isOpen = false;
  #opening: Promise<void> | null = null;
  /** Counts loads: the answer to one that a later load has replaced is dropped. */
  #turn = 0;
  /** The first page that has been asked for and is not there: loading, or failed and tried again with the connection. */
  #wanted: Position | null = null;
  /** Read up to here when it was opened, while the divider is still to be set. */
  #dividerAfter: number | null = null;

  constructor(private readonly dependencies: ViewDependencies) {
    const { state, self, outbox, drafts, clock, reportTyping } = dependencies;
    this.id = state.id;
    this.summary = state.summary;
    this.typing = state.typing.people;
    this.draft = drafts.of(state.id);
    this.#reports = new TypingReports(clock, reportTyping);
    const pending = computed(() => outbox.entries.value.filter(({ conversation }) => conversation === state.id));
    this.messages = computed(() => showMessages(state.run.value, pending.value, self.value));
    this.next_send_at = computed(() => nextSendAt(state.summary.value, pending.value, outbox.sentAt.value.get(state.id)));
    this.page = computed(() => ({
      has_before: state.run.value?.has_before ?? false,
      has_after: state.run.value?.has_after ?? false,
      loading: this.#loading.value,
      problem: this.#problem.value,
    }));
    state.onReset = () => {
      this.#turn++;
      this.#loading.value = null;
      if (this.#isOpen) void this.#loadFirst(this.#firstPosition());
    };
  }

  open(): Promise<void> {
    if (this.#opening !== null) return this.#opening;
    const opening = this.#open().finally(() => {
      if (this.#opening === opening) this.#opening = null;
    });
    this.#opening = opening;
    return opening;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#opening = null;
    this.#turn++;
    this.#wanted = null;
    this.setTyping(false);
    const { run } = this.dependencies.state;
    const held = run.peek();
    batch(() => {
      this.#loading.value = null;
      this.#problem.value = null;
      this.first_unread_seq.value = null;
      // Messages of the past are not kept up to date for a screen that is gone.
      run.value = held && !held.has_after ? tailOf(held, keptMessages) : null;
    });
  }

  /** Brings an open conversation up to date with the rest of the state, and loads what it still misses. */
  async refresh(): Promise<void> {
    if (!this.#isOpen) return;
    if (this.#wanted) return this.#loadFirst(this.#wanted);
    if (!(await this.#catchUp()) || !this.#isOpen) return;
    const run = this.dependencies.state.run.peek();
    const after = this.#dividerAfter;
    if (run && (after === null || covers(run, after + 1))) this.#setDivider();
    else await this.#loadFirst(this.#firstPosition());
  }

  async loadBefore(): Promise<void> {
    const run = this.dependencies.state.run.peek();
    const first = run?.messages[0];
    if (run?.has_before && first) await this.#loadMore("before", { before_seq: first.seq });
  }

  async loadAfter(): Promise<void> {
    const run = this.dependencies.state.run.peek();
    const last = run?.messages.at(-1);
    if (run?.has_after && last) await this.#loadMore("after", { after_seq: last.seq });
  }

  async jumpToLatest(): Promise<void> {
    const run = this.dependencies.state.run.peek();
    if (!run || run.has_after) await this.#loadFirst({});
  }

  async jumpTo(seq: number): Promise<void> {
    const run = this.dependencies.state.run.peek();
    if (!run || !covers(run, seq)) await this.#loadFirst({ around_seq: seq });
  }

  send(text: string, options: { reply_to?: MessageId } = {}): void {
    this.dependencies.outbox.add({ conversation: this.id, text, reply_to: options.reply_to ?? null });
    this.#reports.sent();
    if (this.dependencies.state.run.peek()?.has_after) void this.jumpToLatest();
  }

  retry(mid: Mid): void {
    this.dependencies.outbox.retry(mid);
  }

  discard(mid: Mid): void {
    this.dependencies.outbox.discard(mid);
  }

  markRead(seq: number): void {
    const { state, reads } = this.dependencies;
    const upTo = Math.min(seq, this.summary.peek().seq);
    if (upTo <= this.summary.peek().read_seq) return;
    batch(() => state.markRead(upTo));
    reads.mark(this.id, upTo);
  }

  setTyping(typing: boolean): void {
    // A large room is not told who is typing.
    if (this.summary.peek().member_count <= limits.small_conversation) this.#reports.set(typing);
  }

  members(cursor?: string): Promise<Result<Output<"conversation.members">>> {
    return this.dependencies.call("conversation.members", {
      conversation: this.id,
      limit: limits.members_page.max,
      ...(cursor && { cursor }),
    });
  }

  async #open(): Promise<void> {
    if (!this.#isOpen) await this.#enter();
    await this.refresh();
  }

  async #enter(): Promise<void> {
    this.#isOpen = true;
    const { state, cache, opened, supposed, isLive } = this.dependencies;
    const { unread, read_seq } = state.summary.peek();
    // Before it has caught up a device does not know what is unread.
    this.#dividerAfter = unread > 0 || !isLive() ? read_seq : null;
    opened();
    if (state.run.peek()) return;
    const kept = await cache.get("messages", this.id);
    if (!kept || !this.#isOpen || state.run.peek()) return;
    supposed(kept.messages);
    state.hold(kept, []);
  }

  #firstPosition(): Position {
    const after = this.#dividerAfter;
    const { seq, unread } = this.summary.peek();
    // Many messages since, but all of them one's own: there is no first unread one to show.
    const isFarBack = after !== null && unread > 0 && seq - after > unreadOnLatestPage;
    return isFarBack ? { around_seq: after + 1 } : {};
  }

  async #loadFirst(position: Position): Promise<void> {
    this.#wanted = position;
    await this.#load("first", position, runFromPage);
  }

  async #loadMore(kind: "before" | "after", position: Position): Promise<void> {
    if (this.#loading.peek()) return;
    const merge = kind === "before" ? withPageBefore : withPageAfter;
    await this.#load(kind, position, (page, rev) => {
      const run = this.dependencies.state.run.peek();
      return run ? merge(run, page) : runFromPage(page, rev);
    });
  }

  async #load(
    kind: "before" | "after" | "first",
    position: Position,
    toRun: (page: HistoryPage, rev: number) => MessageRun,
  ): Promise<void> {
    const { state, call } = this.dependencies;
    const turn = ++this.#turn;
    this.#loading.value = kind;
    const arrived = state.witness();
    const answer = await call("conversation.history", { conversation: this.id, ...position });
    arrived.stop();
    if (turn !== this.#turn) return;
    batch(() => {
      this.#loading.value = null;
      this.#problem.value = answer.ok ? null : answer.problem;
      if (!answer.ok) return;
      this.#wanted = null;
      state.hold(toRun(answer.value, state.rev), arrived.messages);
      this.#setDivider();
    });
  }

  /** Messages opened from the disk may be older than the rest of the state. False when they still are. */
  async #catchUp(): Promise<boolean> {
    const { state, call } = this.dependencies;
    for (let run = state.run.peek(); run && run.rev < state.rev; run = state.run.peek()) {
      const changes = await call("message.get_changes", { conversation: this.id, after_rev: run.rev });
      if (!changes.ok) {
        // Without a connection there is nothing to say about one conversation that is not said about all.
        if (changes.problem.code !== "unavailable") this.#problem.value = changes.problem;
        return false;
      }
      batch(() => state.applyToRun(changes.value));
      if (state.run.peek()?.rev === run.rev) return false;
    }
    return true;
  }

  /** Before the first message of somebody else that had not been read when the conversation was opened. */
  #setDivider(): void {
    const { state, isLive } = this.dependencies;
    const run = state.run.peek();
    const after = this.#dividerAfter;
    if (after === null || !run || !covers(run, after + 1)) return;
    this.first_unread_seq.value = run.messages.find((message) => message.seq > after && state.isUnread(message))?.seq ?? null;
    if (this.first_unread_seq.peek() !== null || isLive()) this.#dividerAfter = null;
  }
}
