import { afterEach, expect, test } from "bun:test";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appendProgram } from "#testkit/append-program.ts";
import { allMessages, setScene, upTo } from "../contract/scene.ts";
import { openStore } from "../open-store.ts";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function prepare() {
  const data_dir = await mkdtemp(join(tmpdir(), "parlor-crash-"));
  folders.push(data_dir);
  const store = await openStore({ data_dir, database_url: null });
  const { ana, room } = await setScene(store);
  await store.close();
  return { data_dir, room, person: ana.id };
}

/** Acknowledgements as `seq mid`, the last line left out when it was cut. */
async function acknowledged(output: ReadableStream<Uint8Array>, onLine: (count: number) => void): Promise<string[]> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const bytes of output) {
    text += decoder.decode(bytes, { stream: true });
    onLine(text.split("\n").length - 1);
  }
  return text.split("\n").slice(0, -1);
}

test("after a kill every acknowledged message is there, and no number is missing", async () => {
  const scene = await prepare();
  const promised: string[] = [];
  for (const _ of upTo(3)) {
    const child = Bun.spawn(appendProgram(scene), { stdout: "pipe", stderr: "inherit" });
    const lines = await acknowledged(child.stdout, (count) => {
      if (count > 500) child.kill("SIGKILL");
    });
    await child.exited;
    expect(child.signalCode).toBe("SIGKILL");
    promised.push(...lines);

    const store = await openStore({ data_dir: scene.data_dir, database_url: null });
    const messages = await allMessages(store, scene.room);
    const kept = new Set(messages.map(({ seq, mid }) => `${seq} ${mid}`));
    expect(promised.filter((line) => !kept.has(line))).toEqual([]);
    expect(messages.map(({ seq }) => seq)).toEqual(upTo(messages.length));
    expect(await store.read.conversations.get(scene.room)).toMatchObject({ seq: messages.length, rev: messages.length });
    await store.close();
  }
  expect(promised.length).toBeGreaterThan(1_500);
}, 30_000);

test("on a full disk nothing is acknowledged that is not written, and reading goes on", async () => {
  const scene = await prepare();
  const child = Bun.spawn(appendProgram({ ...scene, fileLimit: 4 * 1024 * 1024 }), { stdout: "pipe", stderr: "inherit" });
  const lines = await acknowledged(child.stdout, () => {});
  expect(await child.exited).toBe(0);
  const promised = lines.filter((line) => /^\d/.test(line));
  expect(lines.slice(promised.length)).toEqual([...upTo(16).map(() => "StoreUnavailable"), `read ${promised.length}`]);

  const store = await openStore({ data_dir: scene.data_dir, database_url: null });
  const messages = await allMessages(store, scene.room);
  const kept = new Set(messages.map(({ seq, mid }) => `${seq} ${mid}`));
  expect(promised.filter((line) => !kept.has(line))).toEqual([]);
  expect(messages.map(({ seq }) => seq)).toEqual(upTo(messages.length));
  await store.close();
  expect(await readdir(scene.data_dir)).toEqual(["parlor.db"]);
}, 30_000);
