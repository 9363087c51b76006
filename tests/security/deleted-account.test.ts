import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Notice } from "#protocol/objects/message.ts";
import type { Input } from "#protocol/operations/index.ts";
import { fakeAuth, fakeKdf, RawPerson } from "#testkit/raw-client.ts";
import { startTestServer } from "#testkit/test-server.ts";

/** Deleting an account means the rows, the files, and the bytes: Bo lives a full life here, and nothing of it may be left. */

const traces = {
  username: "bodil_zyx",
  displayName: "Bodil Zyxenheim",
  email: "bodil.zyx@example.org",
  bio: "Bo likes quince jam",
  birthday: "1987-06-05",
  text: "the cellar key is under the mat",
  textWhereBoLeft: "see you at the harbour",
  device: "Zyxphone",
} as const;

const whole = Object.entries(traces);

let folder: string;
let bo: RawPerson;
let lobby: string;
let others: { text: string; id: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "parlor-deleted-"));
  await using server = await startTestServer({ data_dir: folder, unlimited: true });
  const [ana, cy] = [await RawPerson.register(server.url, "Ana"), await RawPerson.register(server.url, "Cy_")];
  bo = new RawPerson(server.url, traces.username);
  const { username, displayName: display_name, email, bio, birthday: birth_date } = traces;
  const input = { username, display_name, email, kdf: fakeKdf, auth: fakeAuth("Bo") };
  const registered = await fetch(`${server.url}/api/auth.register`, {
    method: "POST",
    body: JSON.stringify(input),
    headers: { "content-type": "application/json", "user-agent": traces.device },
  });
  Object.assign(bo, await registered.json());
  bo.id = (await bo.call("account.get", {})).id;
  await bo.call("account.update", { bio, birth_date });
  const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
  const picture = await bo.fetch("account.set_picture", {}, { body: Buffer.from(pixel, "base64") as never });
  expect(picture.status).toBe(200);
  await bo.call("account.setup_totp", { auth: fakeAuth("Bo") });

  await using bos = await bo.connect();
  await using anas = await ana.connect();
  lobby = (await bos.resume()).conversations[0]?.conversation.id ?? "";
  await anas.resume();
  await bos.send(lobby, traces.text);
  others = { text: "a word of Ana", id: ana.id };
  await anas.send(lobby, others.text);

  // Written somewhere and left; come somewhere and left without a word; removed, banned, and a keeper of a room.
  const enter = (conversation: { room: { code: string } | null }) =>
    bo.call("room.join", { code: conversation.room?.code ?? "" });
  const [spoken, silent, banned] = [
    await ana.call("room.create", { name: "Spoken" }),
    await ana.call("room.create", { name: "Silent" }),
    await ana.call("room.create", { name: "Banned" }),
  ];
  for (const room of [spoken, silent, banned]) await enter(room);
  await bos.send(spoken.id, traces.textWhereBoLeft);
  for (const room of [spoken, silent]) await bo.call("conversation.leave", { conversation: room.id });
  const ban = { conversation: banned.id, person: bo.id, address: true } as Input<"room.ban">;
  await ana.call("room.ban", ban);
  const own = await bo.call("room.create", { name: "Own" });
  for (const person of [ana, cy]) await person.call("room.join", { code: own.room?.code ?? "" });
  await bo.call("room.ban", { conversation: own.id, person: cy.id as never });
  await bo.call("conversation.update", { conversation: own.id, name: "Owned" });

  const asked = await bo.call("friend.request", { username: "Ana" });
  await ana.call("friend.accept", { request: asked.id });
  await bo.call("contact.block", { user: cy.id as never });
  await cy.call("friend.request", { username: traces.username });
  await bo.call("account.delete", { auth: fakeAuth("Bo"), confirm: "DELETE" });
  expect((await ana.call("room.bans", { conversation: own.id })).bans).toMatchObject([{ name: "Cy_", by: "" }]);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function rows(): { table: string; row: string }[] {
  using db = new Database(join(folder, "parlor.db"), { readonly: true });
  const tables = db.query("select name from sqlite_master where type = 'table'").all() as { name: string }[];
  return tables.flatMap(({ name }) =>
    db
      .query(`select * from "${name}"`)
      .all()
      .map((row) => ({ table: name, row: JSON.stringify(row) })),
  );
}

// The first of all: whoever opens the database again begins a new log.
test("no byte of the database is left of it either, once its log is moved into it", async () => {
  const files = (await readdir(folder)).filter((name) => name.startsWith("parlor.db"));
  expect(files).toEqual(["parlor.db"]);
  const bytes = Buffer.from(await Bun.file(join(folder, "parlor.db")).bytes());
  expect(bytes.includes(others.text)).toBeTrue();
  for (const [what, trace] of whole) expect([what, bytes.includes(trace)]).toEqual([what, false]);
});

test("no row holds anything of the person, under any form of the name", () => {
  const all = rows();
  expect(all.some(({ table, row }) => table === "messages" && row.includes(others.text))).toBeTrue();
  for (const [what, trace] of whole)
    expect([what, all.filter(({ row }) => row.toLowerCase().includes(trace.toLowerCase()))]).toEqual([what, []]);
});

test("the person's id stands nowhere but at emptied messages, and in notices without a name", () => {
  const left = rows().filter(({ row }) => row.includes(bo.id));
  expect(left.length).toBeGreaterThan(2);
  expect([...new Set(left.map(({ table }) => table))]).toEqual(["messages"]);
  for (const { row } of left) {
    const { sender_id, body } = JSON.parse(row);
    if (sender_id === bo.id) expect(JSON.parse(body)).toEqual({ text: "" });
    else for (const side of namedIn(JSON.parse(body))) expect(side).toEqual({ id: bo.id as never, name: "" });
  }
});

function namedIn({ notice }: { notice: Notice }) {
  return [notice.subject, notice.actor].filter((person) => person?.id === bo.id);
}

test("no file is left of the picture", async () => {
  const entries = await readdir(join(folder, "blobs"), { recursive: true, withFileTypes: true });
  expect(entries.filter((entry) => entry.isFile())).toEqual([]);
});
