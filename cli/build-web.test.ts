import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { StartError } from "#server/start-error.ts";
import { ensureWebClient } from "./build-web.ts";

/** Stands for Vite: writes a page, and fails when the source says so. */
const fakeVite = `
const out = process.argv[process.argv.indexOf("--outDir") + 1];
const source = await Bun.file("web/main.ts").text();
if (source === "broken") process.exit(1);
await Bun.write(out + "/index.html", "<p>" + source.repeat(200) + "</p>");
await Bun.write(out + "/tiny.txt", "x");
`;

let root = "";
let said: string[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "parlor-build-"));
  said = [];
  await write("node_modules/vite/bin/vite.js", fakeVite);
  for (const path of ["web/index.html", "web/main.ts", "client/a.ts", "protocol/a.ts", "package-lock.json", "vite.config.ts"])
    await write(path, "one");
});
afterEach(() => rm(root, { recursive: true, force: true }));

const write = (path: string, content: string) => Bun.write(join(root, path), content);
const page = () => Bun.file(join(root, "dist/index.html")).text();

async function ensure(): Promise<boolean> {
  said = [];
  expect(await ensureWebClient(root, (line) => said.push(line))).toBe(join(root, "dist"));
  return said.length > 0;
}

test("it is built when missing, and not again while nothing has changed", async () => {
  expect(await ensure()).toBe(true);
  expect(await page()).toContain("one");
  expect(await ensure()).toBe(false);
});

test.each(["web/main.ts", "client/a.ts", "protocol/a.ts", "package-lock.json", "vite.config.ts", "web/new.css"])(
  "a change of %s builds it anew",
  async (path) => {
    await ensure();
    await write(path, "two");
    expect(await ensure()).toBe(true);
    expect(await ensure()).toBe(false);
  },
);

test("a test, or a new time of the same content, does not", async () => {
  await ensure();
  await write("web/main.test.ts", "two");
  await utimes(join(root, "web/main.ts"), new Date(0), new Date(0));
  expect(await ensure()).toBe(false);
});

test("a file that is gone builds it anew, and nothing of the former build stays", async () => {
  await write("client/b.ts", "one");
  await ensure();
  await write("dist/old.js", "");
  await rm(join(root, "client/b.ts"));
  expect(await ensure()).toBe(true);
  expect(await readdir(join(root, "dist"))).not.toContain("old.js");
});

test("files are compressed both ways, unless that makes them larger", async () => {
  await ensure();
  const bytes = (suffix: string) => Bun.file(join(root, `dist/index.html${suffix}`)).bytes();
  expect(brotliDecompressSync(await bytes(".br")).toString()).toBe(await page());
  expect(gunzipSync(await bytes(".gz")).toString()).toBe(await page());
  expect(await readdir(join(root, "dist"))).not.toContain("tiny.txt.gz");
});

test("a build that fails leaves the former one and no traces", async () => {
  await ensure();
  await write("web/main.ts", "broken");
  await expect(ensure()).rejects.toThrow(StartError);
  expect(await page()).toContain("one");
  expect((await readdir(root)).filter((name) => name.startsWith("dist"))).toEqual(["dist"]);
});

test("two starts at once both end with a whole build", async () => {
  const starts = Array.from({ length: 3 }, () => ensureWebClient(root, String));
  expect(await Promise.all(starts)).toEqual(Array(3).fill(join(root, "dist")));
  expect(await page()).toContain("one");
  expect((await readdir(root)).filter((name) => name.startsWith("dist"))).toEqual(["dist"]);
  expect(await ensure()).toBe(false);
});

test("installed without sources, what was built is served", async () => {
  await ensure();
  await rm(join(root, "web"), { recursive: true });
  expect(await ensure()).toBe(false);
});
