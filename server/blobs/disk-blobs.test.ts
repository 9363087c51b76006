import { afterAll, expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { mkdir, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StartError } from "../start-error.ts";
import { blobsContract, bytes } from "./blobs-contract.ts";
import { DiskBlobs } from "./disk-blobs.ts";
import { openBlobs } from "./open-blobs.ts";

const root = mkdtempSync(join(tmpdir(), "parlor-blobs-"));
afterAll(() => rm(root, { recursive: true, force: true }));
let folders = 0;
const freshFolder = () => join(root, String(++folders));

const hello = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

blobsContract("DiskBlobs", () => DiskBlobs.open(freshFolder()));

test("blobs lie in folders by their first two digits, for the owner's eyes alone", async () => {
  const folder = freshFolder();
  const blobs = await DiskBlobs.open(folder);
  await blobs.put(bytes("hello"), { max_bytes: 5 });
  const mode = async (...path: string[]) => (await stat(join(folder, ...path))).mode & 0o777;
  expect(await mode("2c", hello)).toBe(0o600);
  expect(await mode("2c")).toBe(0o700);
  expect(await mode("unfinished")).toBe(0o700);
});

test("no unfinished file stays behind, whatever became of the upload", async () => {
  const folder = freshFolder();
  const blobs = await DiskBlobs.open(folder);
  await blobs.put(bytes("hello"), { max_bytes: 5 });
  await blobs.put(bytes("hello"), { max_bytes: 4 });
  const broken = async function* () {
    yield new Uint8Array(3);
    throw new Error("the connection broke");
  };
  await expect(blobs.put(broken(), { max_bytes: 5 })).rejects.toThrow("the connection broke");
  expect(await readdir(join(folder, "unfinished"))).toEqual([]);
});

test("what a crash left half-written is removed when it is old, and is never a blob", async () => {
  const folder = freshFolder();
  const unfinished = join(folder, "unfinished");
  await mkdir(unfinished, { recursive: true });
  for (const name of ["old", "young"]) await writeFile(join(unfinished, name), "half a f");
  const longAgo = Date.now() / 1_000 - 2 * 24 * 60 * 60;
  await utimes(join(unfinished, "old"), longAgo, longAgo);
  const blobs = await DiskBlobs.open(folder);
  expect(await readdir(unfinished)).toEqual(["young"]);
  expect(await Array.fromAsync(blobs.list())).toEqual([]);
});

test("blobs are there after a restart; what else lies in the folder is no blob", async () => {
  const folder = freshFolder();
  await (await DiskBlobs.open(folder)).put(bytes("hello"), { max_bytes: 5 });
  await writeFile(join(folder, "notes.txt"), "x");
  await writeFile(join(folder, "2c", "notes.txt"), "x");
  const blobs = await DiskBlobs.open(folder);
  expect(await Array.fromAsync(blobs.list())).toMatchObject([{ hash: hello, size: 5 }]);
});

test("putting the same again renews its time", async () => {
  const folder = freshFolder();
  const blobs = await DiskBlobs.open(folder);
  await blobs.put(bytes("hello"), { max_bytes: 5 });
  await utimes(join(folder, "2c", hello), 1_000, 1_000);
  await blobs.put(bytes("hello"), { max_bytes: 5 });
  expect((await Array.fromAsync(blobs.list()))[0]?.stored_at).toBeGreaterThan(1_000_000);
});

test("a folder that cannot be made stops the start with a sentence", async () => {
  const file = freshFolder();
  await writeFile(file, "in the way");
  const error = await openBlobs({ blobs_url: null, data_dir: file }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(StartError);
  expect((error as StartError).message).toBe(
    `${file}/blobs cannot be written: make it writable for the user that runs Parlor, or set DATA_DIR.`,
  );
});

test("ping rejects when the folder has disappeared", async () => {
  const folder = freshFolder();
  const blobs = await DiskBlobs.open(folder);
  await rm(folder, { recursive: true });
  await expect(blobs.ping()).rejects.toThrow();
});
