import type { ClientStorage, StoredEntry, TableName } from "./storage.ts";

/** Keeps everything for as long as the object lives. Values are copied in and out, as a database does. */
export class MemoryStorage implements ClientStorage {
  readonly #tables = new Map<TableName, Map<string, unknown>>();

  async get(table: TableName, key: string): Promise<unknown> {
    return structuredClone(this.#table(table).get(key) ?? null);
  }

  async put(table: TableName, key: string, value: unknown): Promise<void> {
    this.#table(table).set(key, structuredClone(value));
  }

  async delete(table: TableName, key: string): Promise<void> {
    this.#table(table).delete(key);
  }

  async list(table: TableName, prefix: string): Promise<StoredEntry[]> {
    const entries = [...this.#table(table)].filter(([key]) => key.startsWith(prefix));
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return entries.map(([key, value]) => ({ key, value: structuredClone(value) }));
  }

  async clear(table: TableName, prefix: string): Promise<void> {
    for (const key of [...this.#table(table).keys()]) if (key.startsWith(prefix)) this.#table(table).delete(key);
  }

  #table(name: TableName): Map<string, unknown> {
    const table = this.#tables.get(name) ?? new Map<string, unknown>();
    this.#tables.set(name, table);
    return table;
  }
}
