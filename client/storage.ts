/**
 * Where the client keeps what must survive a closed tab: IndexedDB in a browser, a file in a terminal, memory in tests.
 * A value is anything that survives `JSON.parse(JSON.stringify(value))`. Every implementation guarantees:
 * - when `put`, `delete` or `clear` has resolved, a `get` or `list` sees the change, also after a restart;
 * - one key is written whole or not at all;
 * - `list` answers in ascending order of keys (UTF-16 code units).
 * Any method may reject (quota, private mode): the client then goes on from memory.
 */
export interface ClientStorage {
  /** The value, or null. */
  get(table: TableName, key: string): Promise<unknown>;
  put(table: TableName, key: string, value: unknown): Promise<void>;
  delete(table: TableName, key: string): Promise<void>;
  /** Every entry whose key begins with the prefix. */
  list(table: TableName, prefix: string): Promise<StoredEntry[]>;
  /** Removes every entry whose key begins with the prefix. */
  clear(table: TableName, prefix: string): Promise<void>;
}

export interface StoredEntry {
  key: string;
  value: unknown;
}

/** Every table there is. All but `session` and `server` have keys that begin with the account's id and a slash. */
export const tableNames = ["session", "server", "account", "conversations", "messages", "drafts", "outbox", "reads"] as const;
export type TableName = (typeof tableNames)[number];
