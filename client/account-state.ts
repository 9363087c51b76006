import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { ConversationId } from "#protocol/ids.ts";
import type { Conversation } from "#protocol/objects/conversation.ts";
import type { SyncCursor } from "#protocol/operations/conversation.ts";
import type { Clock } from "./clock.ts";
import { ConversationState } from "./conversation-state.ts";
import type { Self } from "./self.ts";

/** With more, the cursor would not fit a socket frame; the others are told whole. */
const cursorMax = 1_000;

/** What this device knows of one person: themselves, their personal feed and their conversations. */
export class AccountState {
  readonly self: Signal<Self>;
  /** Null until the server has told everything once. */
  feed: number | null = null;
  readonly #conversations = signal<ReadonlyMap<ConversationId, ConversationState>>(new Map());
  /** Last active first. */
  readonly conversations: ReadonlySignal<readonly Conversation[]>;

  constructor(
    self: Self,
    private readonly clock: Clock,
    private readonly onAdded: (conversation: ConversationState) => void,
  ) {
    this.self = signal(self);
    this.conversations = computed(() =>
      [...this.#conversations.value.values()].map(({ summary }) => summary.value).sort((a, b) => activeAt(b) - activeAt(a)),
    );
  }

  get(id: ConversationId): ConversationState | undefined {
    return this.#conversations.peek().get(id);
  }

  all(): Iterable<ConversationState> {
    return this.#conversations.peek().values();
  }

  add(...summaries: Conversation[]): void {
    const added = summaries.map((summary) => new ConversationState(summary, this.self.peek().id, this.clock));
    this.#conversations.value = new Map([...this.#conversations.peek(), ...added.map((state) => [state.id, state] as const)]);
    for (const state of added) this.onAdded(state);
  }

  remove(id: ConversationId): void {
    const kept = new Map(this.#conversations.peek());
    kept.get(id)?.typing.clear();
    if (kept.delete(id)) this.#conversations.value = kept;
  }

  cursor(): SyncCursor | null {
    if (this.feed === null) return null;
    const newest = this.conversations.peek().slice(0, cursorMax);
    return { feed: this.feed, conversations: Object.fromEntries(newest.map(({ id, rev }) => [id, rev])) };
  }
}

const activeAt = ({ last_message, created_at }: Conversation) => last_message?.created_at ?? created_at;
