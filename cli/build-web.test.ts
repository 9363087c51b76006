import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtemp, readdir, rm } from "node:fs/promises";
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
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "parlor-build-"));
  await write("node_modules/vite/bin/vite.js", fakeVite);
  for (const path of ["web/main.ts", "client/a.ts", "protocol/a.ts", "crypto/a.ts", "package-lock.json", "vite.config.ts"])
    await write(path, "one");
});
afterEach(() => rm(root, { recursive: true, force: true }));

const write = (path: string, content: string) => Bun.write(join(root, path), content);
const page = () => Bun.file(join(root, "dist/index.html")).text();

/** Whether it was built anew. */
async function ensure(): Promise<boolean> {
  const said: string[] = [];
  expect(await ensureWebClient(root, (line) => said.push(line))).toBe(join(root, "dist"));
  return said.length > 0;
}

test.each(["web/main.ts", "client/a.ts", "protocol/a.ts", "crypto/a.ts", "package-lock.json", "vite.config.ts"])(
  "a change of %s builds it anew",
  async (path) => {
    expect(await ensure()).toBe(true);
    expect(await ensure()).toBe(false);
    await write(path, "two");
    expect(await ensure()).toBe(true);
  },
);

test("a change of the server does not", async () => {
  await ensure();
  await write("server/server.ts", "two");
  expect(await ensure()).toBe(false);
});

test("files are compressed both ways, unless that makes them larger", async () => {
  await ensure();
  const bytes = (suffix: string) => Bun.file(join(root, `dist/index.html${suffix}`)).bytes();
  expect(brotliDecompressSync(await bytes(".br")).toString()).toBe(await page());
  expect(gunzipSync(await bytes(".gz")).toString()).toBe(await page());
  expect(await readdir(join(root, "dist"))).not.toContain("tiny.txt.gz");
});

test("a build that fails stops the start", async () => {
  await ensure();
  await write("web/main.ts", "broken");
  await expect(ensure()).rejects.toThrow(StartError);
  expect(await page()).toContain("one");
});
