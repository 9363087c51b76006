import { type Signal, signal } from "@preact/signals-core";
import type { ConversationId } from "#protocol/ids.ts";
import type { Cache } from "./cache.ts";

/** What stands in each composer. Written shortly after each change, so that neither a reload nor a crash loses it. */
export class Drafts {
  readonly #drafts = new Map<string, Signal<string>>();

  constructor(private readonly cache: Cache) {}

  async load(): Promise<void> {
    for (const { key, value } of await this.cache.list("drafts")) this.#add(key, value);
  }

  of(conversation: ConversationId): Signal<string> {
    return this.#drafts.get(conversation) ?? this.#add(conversation, "");
  }

  #add(conversation: string, text: string): Signal<string> {
    const draft = signal(text);
    this.#drafts.set(conversation, draft);
    let isFirst = true;
    draft.subscribe(() => {
      if (!isFirst) this.cache.later("drafts", conversation, () => draft.peek() || null);
      isFirst = false;
    });
    return draft;
  }
}
