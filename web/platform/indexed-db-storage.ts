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

/**
 * Drafts of a page that is being left. The browser may undo a transaction whose page has gone, but not what local storage has
 * taken: it is kept there as well until the transaction is complete, or until the next page opens the database.
 */
const lastWords = {
  prefix: "parlor.left/",
  set: (key: string, value: unknown) => localStorage.setItem(lastWords.prefix + key, JSON.stringify(value)),
  delete: (key: string) => localStorage.removeItem(lastWords.prefix + key),
  keys: () =>
    Object.keys(localStorage)
      .filter((key) => key.startsWith(lastWords.prefix))
      .map((key) => key.slice(lastWords.prefix.length)),
  get: (key: string) => JSON.parse(localStorage.getItem(lastWords.prefix + key) ?? "null") as unknown,
};

async function takeOver(db: IDBDatabase): Promise<void> {
  const keys = lastWords.keys();
  if (keys.length === 0) return;
  const transaction = db.transaction("drafts", "readwrite");
  for (const key of keys) put(transaction.objectStore("drafts"), key, lastWords.get(key));
  await completed(transaction);
  for (const key of keys) lastWords.delete(key);
}

/** Null removes the row. */
function put(store: IDBObjectStore, key: string, value: unknown): void {
  if (value === null) store.delete(key);
  else store.put(value, key);
}

/** Every key that begins with the prefix. "\uffff" sorts after every character a key holds. */
const startingWith = (prefix: string) => IDBKeyRange.bound(prefix, `${prefix}\uffff`);

export function openIndexedDbStorage(): ClientStorage {
  let opened: Promise<IDBDatabase> | null = null;
  let isLeaving = false;
  addEventListener("pagehide", () => (isLeaving = true), { capture: true });
  addEventListener("pageshow", () => (isLeaving = false));

  const database = (): Promise<IDBDatabase> => {
    opened ??= open()
      .then(async (db) => {
        // Another tab needs a newer layout, or the browser dropped the connection: let go and open anew at the next use.
        db.onversionchange = () => {
          db.close();
          opened = null;
        };
        db.onclose = () => (opened = null);
        await takeOver(db);
        return db;
      })
      .catch((error: unknown) => {
        opened = null;
        throw error;
      });
    return opened;
  };

  const write = async (table: string, act: (store: IDBObjectStore) => void): Promise<void> => {
    const transaction = (await database()).transaction(table, "readwrite", { durability: "strict" });
    act(transaction.objectStore(table));
    // Without waiting for the answer first: a page that is being left would no longer hear it, and the write would be undone.
    transaction.commit();
    await completed(transaction);
  };

  const set = async (table: string, key: string, value: unknown): Promise<void> => {
    const isLast = isLeaving && table === "drafts";
    if (isLast) lastWords.set(key, value);
    await write(table, (store) => put(store, key, value));
    if (isLast) lastWords.delete(key);
  };

  return {
    async get(table, key) {
      const store = (await database()).transaction(table).objectStore(table);
      return ((await request(store.get(key))) as unknown) ?? null;
    },
    put: set,
    delete: (table, key) => set(table, key, null),
    async clear(table, prefix) {
      if (table === "drafts") for (const key of lastWords.keys()) if (key.startsWith(prefix)) lastWords.delete(key);
      await write(table, (store) => store.delete(startingWith(prefix)));
    },
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
