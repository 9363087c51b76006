import type { ConversationId, PersonId } from "#protocol/ids.ts";
import type { Contact, FriendRequest } from "#protocol/objects/contact.ts";
import type { Conversation } from "#protocol/objects/conversation.ts";
import type { Clock, TimerHandle } from "./clock.ts";
import type { MessageRun } from "./message-run.ts";
import type { OutboxEntry } from "./outbox-entry.ts";
import type { Self } from "./self.ts";
import type { ClientStorage } from "./storage.ts";

/** What is kept of one person on this device, by table. */
export interface CachedRows {
  account: CachedAccount;
  conversations: Conversation;
  messages: MessageRun;
  drafts: string;
  outbox: OutboxEntry;
  reads: number;
}
type CachedTable = keyof CachedRows;

export interface CachedAccount {
  format: typeof cacheFormat;
  self: Self;
  /** Null while the server has not told everything once. */
  feed: number | null;
  contacts: readonly Contact[];
  requests: readonly FriendRequest[];
  /** Whose messages are kept, last opened first. */
  recent: ConversationId[];
}

/** Counted up when a row changes its shape; rows of another format are dropped and fetched anew. */
export const cacheFormat = 3;

const delay_ms = 500;

/**
 * The last state of one person, so that the app opens without the network. Each row stands for itself: it carries the rev
 * it belongs to, and whatever a crash leaves unwritten is what the next resume brings.
 */
export class Cache {
  readonly #dirty = new Map<string, () => Promise<void>>();
  #timer: TimerHandle = null;
  #isClosed = false;

  constructor(
    private readonly storage: ClientStorage,
    private readonly clock: Clock,
    private readonly person: PersonId,
  ) {}

  async get<T extends CachedTable>(table: T, key: string): Promise<CachedRows[T] | null> {
    return (await this.storage.get(table, this.#key(key))) as CachedRows[T] | null;
  }

  async list<T extends CachedTable>(table: T): Promise<{ key: string; value: CachedRows[T] }[]> {
    const entries = await this.storage.list(table, this.#key(""));
    return entries.map(({ key, value }) => ({ key: key.slice(this.#key("").length), value: value as CachedRows[T] }));
  }

  /** Resolves once it is on the disk. */
  async put<T extends CachedTable>(table: T, key: string, value: CachedRows[T]): Promise<void> {
    if (!this.#isClosed) await this.storage.put(table, this.#key(key), value);
  }

  async delete(table: CachedTable, key: string): Promise<void> {
    if (!this.#isClosed) await this.storage.delete(table, this.#key(key));
  }

  /**
   * Writes what `read` gives, half a second from now, once for any number of calls. Undefined leaves the row as it is,
   * null removes it.
   */
  later<T extends CachedTable>(table: T, key: string, read: () => CachedRows[T] | null | undefined): void {
    if (this.#isClosed) return;
    this.#dirty.set(`${table}/${key}`, async () => {
      const value = read();
      if (value === null) await this.delete(table, key);
      else if (value !== undefined) await this.put(table, key, value);
    });
    this.#timer ??= this.clock.setTimeout(() => void this.flush(), delay_ms);
  }

  async flush(): Promise<void> {
    this.clock.clearTimeout(this.#timer);
    this.#timer = null;
    const writes = [...this.#dirty.values()];
    this.#dirty.clear();
    await Promise.all(writes.map((write) => write()));
  }

  /** What waits to be written is what has just been read. */
  clean(): void {
    this.#dirty.clear();
  }

  /** Removes what can be had from the server again. */
  async dropState(): Promise<void> {
    await Promise.all(
      (["account", "conversations", "messages"] as const).map((table) => this.storage.clear(table, this.#key(""))),
    );
  }

  /** Nothing is written from here on. */
  close(): void {
    this.#isClosed = true;
    this.#dirty.clear();
    this.clock.clearTimeout(this.#timer);
  }

  /** Removes the person from this device; their unsent words only if they are not to stay. */
  async wipe({ keepUnsent }: { keepUnsent: boolean }): Promise<void> {
    this.close();
    await this.dropState();
    const tables: CachedTable[] = keepUnsent ? ["reads"] : ["reads", "drafts", "outbox"];
    await Promise.all(tables.map((table) => this.storage.clear(table, this.#key(""))));
  }

  #key(key: string): string {
    return `${this.person}/${key}`;
  }
}
