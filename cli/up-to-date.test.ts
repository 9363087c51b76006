import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bringUpToDate, type Product } from "./up-to-date.ts";

/** Made of one of its sources, and not at all when that says so. */
const product: Product = {
  folder: "made",
  notice: "Making it",
  sources: ["{one,two}/**/*", "settings.json"],
  async make(root, draft) {
    const source = await Bun.file(join(root, "one/main.ts")).text();
    await Bun.write(join(draft, "result.txt"), source);
    if (source === "broken") throw new Error("broken");
  },
};

let root = "";
let said: string[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "parlor-made-"));
  for (const path of ["one/main.ts", "two/deep/other.ts", "settings.json"]) await write(path, "first");
});
afterEach(() => rm(root, { recursive: true, force: true }));

const write = (path: string, content: string) => Bun.write(join(root, path), content);
const result = () => Bun.file(join(root, "made/result.txt")).text();
const folders = async () => (await readdir(root)).filter((name) => name.startsWith("made"));

/** Whether it was made anew. */
async function ensure(): Promise<boolean> {
  said = [];
  expect(await bringUpToDate(root, product, (line) => said.push(line))).toBe(join(root, "made"));
  return said.length > 0;
}

test("it is made when missing, and not again while nothing has changed", async () => {
  expect(await ensure()).toBe(true);
  expect(said).toEqual(["Making it"]);
  expect(await result()).toBe("first");
  expect(await ensure()).toBe(false);
});

test.each(["one/main.ts", "two/deep/other.ts", "settings.json", "two/new.css"])("a change of %s makes it anew", async (path) => {
  await ensure();
  await write(path, "second");
  expect(await ensure()).toBe(true);
  expect(await ensure()).toBe(false);
});

test("a test, another folder, or a new time of the same content does not", async () => {
  await ensure();
  await write("one/main.test.ts", "second");
  await write("three/main.ts", "second");
  await utimes(join(root, "one/main.ts"), new Date(0), new Date(0));
  expect(await ensure()).toBe(false);
});

test("a source that is gone makes it anew, and nothing of the former one stays", async () => {
  await ensure();
  await write("made/old.js", "");
  await rm(join(root, "two/deep/other.ts"));
  expect(await ensure()).toBe(true);
  expect(await readdir(join(root, "made"))).not.toContain("old.js");
});

test("a failure leaves the former one and no traces", async () => {
  await ensure();
  await write("one/main.ts", "broken");
  await expect(ensure()).rejects.toThrow("broken");
  expect(await result()).toBe("first");
  expect(await folders()).toEqual(["made"]);
});

test("several at once all end with a whole one", async () => {
  const starts = Array.from({ length: 3 }, () => bringUpToDate(root, product, String));
  expect(await Promise.all(starts)).toEqual(Array(3).fill(join(root, "made")));
  expect(await result()).toBe("first");
  expect(await folders()).toEqual(["made"]);
  expect(await ensure()).toBe(false);
});
