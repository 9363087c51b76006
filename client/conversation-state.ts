import { type Signal, signal } from "@preact/signals-core";
import type { EventData, ParlorEvent } from "#protocol/events.ts";
import type { ConversationId, PersonId } from "#protocol/ids.ts";
import type { Conversation, ConversationChanges } from "#protocol/objects/conversation.ts";
import type { Message } from "#protocol/objects/message.ts";
import type { Clock } from "./clock.ts";
import { covers, type MessageRun, withChanges } from "./message-run.ts";
import { afterPurge, allAfterPurge } from "./purge.ts";
import { TypingPeople } from "./typing.ts";

/** The server counts unread messages up to here. */
const unreadCap = 1_000;

/**
 * What this device knows of one conversation. `summary.rev` is the rev everything known belongs to; the run of messages has
 * a rev of its own, lower while it was opened from the disk and has not caught up. Whoever calls sees to the order of revs.
 */
export class ConversationState {
  readonly id: ConversationId;
  readonly summary: Signal<Conversation>;
  /** The messages held; null until the conversation is opened, and after a reset. */
  readonly run = signal<MessageRun | null>(null);
  readonly typing: TypingPeople;
  /** Told when the messages held no longer join what the server has. */
  onReset: () => void = () => undefined;
  readonly #witnesses = new Set<Message[]>();
  readonly #purges: EventData<"messages.purged">[] = [];

  constructor(
    summary: Conversation,
    private readonly me: PersonId,
    clock: Clock,
  ) {
    this.id = summary.id;
    this.summary = signal(summary);
    this.typing = new TypingPeople(clock);
  }

  get rev(): number {
    return this.summary.peek().rev;
  }

  /** The next durable event of this conversation. */
  apply(event: ParlorEvent, rev: number): void {
    switch (event.event) {
      case "message.created":
      case "message.changed":
        this.#applyMessages([event.data], rev);
        break;
      case "messages.purged":
        this.#purge(event.data);
        break;
      case "member.joined":
      case "member.left":
        this.#advance({ rev, member_count: event.data.member_count });
        break;
      case "member.changed": {
        const { member } = event.data;
        this.#advance(member.person.id === this.me ? { rev, role: member.role } : { rev });
        break;
      }
      case "conversation.changed":
        this.#advance({ rev, ...event.data.settings });
        break;
      // A newer server may count changes that this client does not know.
      default:
        this.#advance({ rev });
    }
  }

  /** What was missed since the state this device had. */
  applyChanges(changes: ConversationChanges): void {
    if (changes.kind === "delta") {
      this.#applyMessages(changes.messages, changes.rev);
    } else {
      this.#patch({ rev: changes.rev });
      this.reset();
    }
  }

  /** The same for messages that were opened from the disk at a lower rev than the rest. The caller sees to a reset itself. */
  applyToRun(changes: ConversationChanges): void {
    const run = this.run.peek();
    if (changes.kind === "reset") this.run.value = null;
    else if (run) this.run.value = withChanges(run, changes.messages, changes.rev);
  }

  /** As the server describes it now. What this device has read since is not taken back. */
  adopt(conversation: Conversation, untold: number): void {
    this.summary.value = conversation;
    if (untold > conversation.read_seq) this.markRead(untold);
  }

  /** Takes a page from the server as the messages held, with what arrived while it was on its way. */
  hold(run: MessageRun, arrived: readonly Message[]): void {
    // The page may have been read before an account was deleted.
    const messages = this.#purges.reduce(allAfterPurge, run.messages);
    this.run.value = withChanges({ ...run, messages }, arrived, run.rev);
  }

  /** Gathers the messages that arrive until it is stopped: a page may have been read before they were made. */
  witness(): { readonly messages: readonly Message[]; stop(): void } {
    const messages: Message[] = [];
    this.#witnesses.add(messages);
    return { messages, stop: () => void this.#witnesses.delete(messages) };
  }

  /** Drops the messages held. A page on its way is as old as they are, so whoever waits for one is told in any case. */
  reset(): void {
    this.run.value = null;
    this.onReset();
  }

  /** Read up to here on this device. */
  markRead(seq: number): void {
    const { read_seq, seq: last, unread } = this.summary.peek();
    if (seq <= read_seq) return;
    this.#patch({ read_seq: seq, unread: seq >= last ? 0 : unread });
    this.#recount();
  }

  /** Read up to here as the server has it, from this device or another. */
  setReceipt(read_seq: number, unread: number | null): void {
    const summary = this.summary.peek();
    if (read_seq < summary.read_seq) return;
    this.#patch({ read_seq, unread: unread ?? summary.unread });
    this.#recount();
  }

  setOnlineCount(online_count: number): void {
    this.#patch({ online_count });
  }

  isUnread(message: Message): boolean {
    return message.type !== "system" && message.sender.id !== this.me && message.deleted_at === null;
  }

  #applyMessages(messages: readonly Message[], rev: number): void {
    const base = this.rev;
    const run = this.run.peek();
    for (const message of messages) this.#summarise(message);
    this.#patch({ rev });
    // A run behind the rest has a gap that only its own catching up closes.
    if (run && run.rev >= base) this.run.value = withChanges(run, messages, rev);
    for (const witness of this.#witnesses) witness.push(...messages);
    this.#recount();
  }

  #purge(purge: EventData<"messages.purged">): void {
    const base = this.rev;
    const run = this.run.peek();
    const { last_message } = this.summary.peek();
    this.#purges.push(purge);
    if (run && run.rev >= base) this.run.value = { ...run, messages: allAfterPurge(run.messages, purge), rev: purge.rev };
    this.#patch({ rev: purge.rev, last_message: last_message && afterPurge(last_message, purge) });
    this.#recount();
  }

  #summarise(message: Message): void {
    const { seq, last_message, unread, read_seq } = this.summary.peek();
    if (message.seq > seq) {
      const counts = message.seq > read_seq && this.isUnread(message);
      this.#patch({ seq: message.seq, last_message: message, unread: counts ? Math.min(unread + 1, unreadCap) : unread });
      if (message.sender.id) this.typing.stopped(message.sender.id);
    } else if (message.seq === last_message?.seq && message.rev > last_message.rev) {
      this.#patch({ last_message: message });
    }
  }

  #advance(change: Partial<Conversation> & { rev: number }): void {
    const run = this.run.peek();
    if (run && run.rev >= this.rev) this.run.value = withChanges(run, [], change.rev);
    this.#patch(change);
  }

  /** Counts for itself where every unread message is held: two answers that cross on their way cannot then mislead. */
  #recount(): void {
    const { read_seq, seq } = this.summary.peek();
    const run = this.run.peek();
    if (!run || run.has_after || (run.messages.at(-1)?.seq ?? 0) < seq || !covers(run, read_seq + 1)) return;
    const first = run.messages.findLastIndex((message) => message.seq <= read_seq) + 1;
    const unread = run.messages.slice(first).filter((message) => this.isUnread(message)).length;
    this.#patch({ unread: Math.min(unread, unreadCap) });
  }

  #patch(change: Partial<Conversation>): void {
    this.summary.value = { ...this.summary.peek(), ...change };
  }
}
