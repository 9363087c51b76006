import { afterAll, beforeEach, expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockDataFolder } from "./data-lock.ts";
import { StartError } from "./start-error.ts";

const root = mkdtempSync(join(tmpdir(), "parlor-lock-"));
afterAll(() => rm(root, { recursive: true, force: true }));
let folders = 0;
let folder = "";
beforeEach(() => {
  folder = join(root, String(++folders), "data");
});

function refusal(): string {
  try {
    lockDataFolder(folder)[Symbol.dispose]();
  } catch (error) {
    expect(error).toBeInstanceOf(StartError);
    return (error as StartError).message;
  }
  return "granted";
}

/** Another process that holds the folder until it is killed. */
async function holdElsewhere() {
  const source = `
    import { lockDataFolder } from "./data-lock.ts";
    const lock = lockDataFolder(${JSON.stringify(folder)});
    console.log(lock.id);
    setInterval(() => lock, 1_000);
  `;
  const holder = Bun.spawn([process.execPath, "-e", source], { cwd: import.meta.dir, stdout: "pipe", stderr: "inherit" });
  const { value } = await holder.stdout.getReader().read();
  const kill = async () => {
    holder.kill("SIGKILL");
    await holder.exited;
  };
  return { id: new TextDecoder().decode(value).trim(), kill };
}

test("a second process on the folder is refused, in a sentence that says what to do", async () => {
  const holder = await holdElsewhere();
  expect(refusal()).toBe(`Another Parlor already uses ${folder}. Several nodes need DATABASE_URL and REDIS_URL.`);
  await holder.kill();
});

test("a second server of the same process is refused as well, time and again", () => {
  using lock = lockDataFolder(folder);
  expect(lock.id).toBeTruthy();
  for (let round = 0; round < 3; round++) expect(refusal()).toStartWith("Another Parlor already uses");
});

test("a refused one takes nothing from the holder", async () => {
  using lock = lockDataFolder(folder);
  expect(refusal()).toStartWith("Another Parlor");
  const elsewhere = Bun.spawn(
    [process.execPath, "-e", `import { lockDataFolder } from "./data-lock.ts"; lockDataFolder(${JSON.stringify(folder)});`],
    {
      cwd: import.meta.dir,
      stderr: "ignore",
    },
  );
  expect(await elsewhere.exited).not.toBe(0);
  expect(lock.id).toBeTruthy();
});

test("the lock ends with its process, even by SIGKILL", async () => {
  const holder = await holdElsewhere();
  await holder.kill();
  using lock = lockDataFolder(folder);
  expect(lock.id).toBe(holder.id);
});

test("a released folder can be taken again, and keeps its id; another folder has another", () => {
  const first = lockDataFolder(folder);
  first[Symbol.dispose]();
  using again = lockDataFolder(folder);
  using other = lockDataFolder(join(root, "other"));
  expect(again.id).toBe(first.id);
  expect(other.id).not.toBe(first.id);
});

test("the folder and the lock are the owner's alone", async () => {
  using lock = lockDataFolder(folder);
  expect(lock.id).toBeTruthy();
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, "lock.db"))).mode & 0o777).toBe(0o600);
});

test("a folder that cannot be made is named", async () => {
  await writeFile(join(root, "in-the-way"), "");
  folder = join(root, "in-the-way", "data");
  expect(refusal()).toBe(`${folder} cannot be written: make it writable for the user that runs Parlor, or set DATA_DIR.`);
});
