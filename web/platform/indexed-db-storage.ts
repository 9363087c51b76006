import { type ClientStorage, type StoredEntry, tableNames } from "#client/storage.ts";

/**
 * The client's storage in IndexedDB: one object store per table, the key outside the value. A write resolves when its
 * transaction is complete and flushed ("strict" durability), which is what the outbox's promise rests on.
 */
const databaseName = "parlor";
const version = 1;

function request<T>(work: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    work.onsuccess = () => resolve(work.result);
    work.onerror = () => reject(work.error);
  });
}

function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

function open(): Promise<IDBDatabase> {
  const opening = indexedDB.open(databaseName, version);
  opening.onupgradeneeded = () => {
    for (const table of tableNames) {
      if (!opening.result.objectStoreNames.contains(table)) opening.result.createObjectStore(table);
    }
  };
  return request(opening);
}

/** Every key that begins with the prefix. "\uffff" sorts after every character a key holds. */
const startingWith = (prefix: string) => IDBKeyRange.bound(prefix, `${prefix}\uffff`);

export function openIndexedDbStorage(): ClientStorage {
  let opened: Promise<IDBDatabase> | null = null;

  const database = (): Promise<IDBDatabase> => {
    opened ??= open().then(
      (db) => {
        // Another tab needs a newer layout, or the browser dropped the connection: let go and open anew at the next use.
        db.onversionchange = () => db.close();
        db.onclose = () => (opened = null);
        return db;
      },
      (error: unknown) => {
        opened = null;
        throw error;
      },
    );
    return opened;
  };

  const write = async (table: string, act: (store: IDBObjectStore) => void): Promise<void> => {
    const transaction = (await database()).transaction(table, "readwrite", { durability: "strict" });
    act(transaction.objectStore(table));
    // Without waiting for the answer first: a page that is being left would no longer hear it, and the write would be undone.
    transaction.commit();
    await completed(transaction);
  };

  return {
    async get(table, key) {
      const store = (await database()).transaction(table).objectStore(table);
      return ((await request(store.get(key))) as unknown) ?? null;
    },
    put: (table, key, value) => write(table, (store) => store.put(value, key)),
    delete: (table, key) => write(table, (store) => store.delete(key)),
    clear: (table, prefix) => write(table, (store) => store.delete(startingWith(prefix))),
    async list(table, prefix) {
      const store = (await database()).transaction(table).objectStore(table);
      const [keys, values] = await Promise.all([
        request(store.getAllKeys(startingWith(prefix))),
        request(store.getAll(startingWith(prefix))),
      ]);
      return keys.map((key, index): StoredEntry => ({ key: String(key), value: values[index] as unknown }));
    },
  };
}
