import { describe, expect, test } from "bun:test";
import { FallbackStorage } from "./fallback-storage.ts";
import { MemoryStorage } from "./memory-storage.ts";
import type { ClientStorage } from "./storage.ts";

/** A disk that fails when told to. */
class FailingStorage extends MemoryStorage {
  isFull = false;
  isGone = false;

  override async get(...args: Parameters<ClientStorage["get"]>) {
    if (this.isGone) throw new Error("gone");
    return super.get(...args);
  }
  override async put(...args: Parameters<ClientStorage["put"]>) {
    if (this.isFull || this.isGone) throw new Error("full");
    return super.put(...args);
  }
  override async delete(...args: Parameters<ClientStorage["delete"]>) {
    if (this.isGone) throw new Error("gone");
    return super.delete(...args);
  }
  override async list(...args: Parameters<ClientStorage["list"]>) {
    if (this.isGone) throw new Error("gone");
    return super.list(...args);
  }
  override async clear(...args: Parameters<ClientStorage["clear"]>) {
    if (this.isGone) throw new Error("gone");
    return super.clear(...args);
  }
}

describe.each([
  ["memory", () => new MemoryStorage()],
  ["fallback over a good disk", () => new FallbackStorage(new MemoryStorage())],
  ["fallback over a full disk", () => new FallbackStorage(Object.assign(new FailingStorage(), { isFull: true }))],
  ["fallback over no disk", () => new FallbackStorage(Object.assign(new FailingStorage(), { isGone: true }))],
])("%s", (_name, make) => {
  test("keeps, replaces and removes values", async () => {
    const storage = make();
    expect(await storage.get("drafts", "a/1")).toBeNull();
    await storage.put("drafts", "a/1", { text: "one" });
    await storage.put("drafts", "a/1", { text: "two" });
    expect(await storage.get("drafts", "a/1")).toEqual({ text: "two" });
    await storage.delete("drafts", "a/1");
    expect(await storage.get("drafts", "a/1")).toBeNull();
  });

  test("lists by prefix in order of keys, and keeps tables and accounts apart", async () => {
    const storage = make();
    for (const key of ["a/2", "b/1", "a/10", "a/1"]) await storage.put("drafts", key, key);
    await storage.put("outbox", "a/1", "other table");
    expect((await storage.list("drafts", "a/")).map(({ key }) => key)).toEqual(["a/1", "a/10", "a/2"]);
    await storage.clear("drafts", "a/");
    expect(await storage.list("drafts", "")).toEqual([{ key: "b/1", value: "b/1" }]);
    expect(await storage.get("outbox", "a/1")).toBe("other table");
  });

  test("a value changed afterwards is not changed in the storage", async () => {
    const storage = make();
    const value = { text: "kept" };
    await storage.put("drafts", "a/1", value);
    value.text = "changed";
    expect(await storage.get("drafts", "a/1")).toEqual({ text: "kept" });
  });
});

describe("a disk that fills up", () => {
  test("what is newest counts, wherever it is", async () => {
    const disk = new FailingStorage();
    const storage = new FallbackStorage(disk);
    await storage.put("drafts", "a/1", "on the disk");
    disk.isFull = true;
    await storage.put("drafts", "a/1", "in memory");
    await storage.put("drafts", "a/2", "in memory");
    expect(await storage.get("drafts", "a/1")).toBe("in memory");
    expect(await storage.list("drafts", "a/")).toEqual([
      { key: "a/1", value: "in memory" },
      { key: "a/2", value: "in memory" },
    ]);
    disk.isFull = false;
    await storage.put("drafts", "a/1", "on the disk again");
    expect(await disk.get("drafts", "a/1")).toBe("on the disk again");
    expect(await storage.get("drafts", "a/1")).toBe("on the disk again");
  });

  test("what is removed does not come back from the disk", async () => {
    const disk = new FailingStorage();
    const storage = new FallbackStorage(disk);
    await storage.put("drafts", "a/1", "on the disk");
    disk.isFull = true;
    await storage.put("drafts", "a/1", "in memory");
    await storage.delete("drafts", "a/1");
    expect(await storage.get("drafts", "a/1")).toBeNull();
  });
});
