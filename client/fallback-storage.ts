import { MemoryStorage } from "./memory-storage.ts";
import type { ClientStorage, StoredEntry, TableName } from "./storage.ts";

/**
 * A storage that never rejects: what the disk will not take (quota, private mode) is kept in memory instead, so that a
 * full disk costs persistence but never a message.
 */
export class FallbackStorage implements ClientStorage {
  readonly #memory = new MemoryStorage();

  constructor(private readonly disk: ClientStorage) {}

  async get(table: TableName, key: string): Promise<unknown> {
    const held = await this.#memory.get(table, key);
    return held ?? this.disk.get(table, key).catch(() => null);
  }

  async put(table: TableName, key: string, value: unknown): Promise<void> {
    try {
      await this.disk.put(table, key, value);
      await this.#memory.delete(table, key);
    } catch {
      await this.#memory.put(table, key, value);
    }
  }

  async delete(table: TableName, key: string): Promise<void> {
    await this.#memory.delete(table, key);
    await this.disk.delete(table, key).catch(() => undefined);
  }

  async list(table: TableName, prefix: string): Promise<StoredEntry[]> {
    const held = await this.#memory.list(table, prefix);
    const stored = await this.disk.list(table, prefix).catch(() => []);
    const covered = new Set(held.map(({ key }) => key));
    const entries = [...held, ...stored.filter(({ key }) => !covered.has(key))];
    return entries.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  async clear(table: TableName, prefix: string): Promise<void> {
    await this.#memory.clear(table, prefix);
    await this.disk.clear(table, prefix).catch(() => undefined);
  }
}
