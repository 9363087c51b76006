import { afterEach, expect, test } from "bun:test";
import { openIndexedDbStorage } from "./indexed-db-storage.ts";

/** What the storage sees of a connection: reading finds nothing, and nothing can be read once it is closed. */
class FakeDatabase {
  onversionchange: (() => void) | null = null;
  onclose: (() => void) | null = null;
  #isOpen = true;

  close(): void {
    this.#isOpen = false;
  }

  transaction() {
    if (!this.#isOpen) throw new DOMException("The connection is closed", "InvalidStateError");
    return { objectStore: () => ({ get: () => requestFor(undefined) }) };
  }
}

function requestFor(result: unknown) {
  const request = { result, onsuccess: null as (() => void) | null };
  queueMicrotask(() => request.onsuccess?.());
  return request;
}

const real = { indexedDB: globalThis.indexedDB, localStorage: globalThis.localStorage };
afterEach(() => {
  Object.assign(globalThis, real);
});

test.each(["onversionchange", "onclose"] as const)("after %s the next use opens the database anew", async (event) => {
  const opened: FakeDatabase[] = [];
  const open = () => {
    const database = new FakeDatabase();
    opened.push(database);
    return requestFor(database);
  };
  Object.assign(globalThis, { indexedDB: { open }, localStorage: {} });
  const storage = openIndexedDbStorage();
  expect(await storage.get("session", "key")).toBeNull();
  expect(await storage.get("session", "key")).toBeNull();
  expect(opened).toHaveLength(1);
  opened[0]?.[event]?.();
  expect(await storage.get("session", "key")).toBeNull();
  expect(opened).toHaveLength(2);
});
