import { expect, spyOn, test } from "bun:test";
import { limits } from "#protocol/limits.ts";
import { RawPerson } from "#testkit/raw-client.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";

test("who was away gets exactly what was missed", async () => {
  await using server = await startTestServer();
  const [ana, bo] = [await RawPerson.register(server.url, "Ana"), await RawPerson.register(server.url, "Bo_")];
  await using bosSocket = await bo.connect();
  const snapshot = await bosSocket.resume();
  expect(snapshot.kind).toBe("snapshot");
  const lobby = snapshot.conversations[0]?.conversation.id ?? "";
  await bosSocket[Symbol.asyncDispose]();

  await using anasSocket = await ana.connect();
  await anasSocket.resume();
  for (const text of ["one", "two", "three"]) await anasSocket.send(lobby, text);

  await using again = await bo.connect();
  const delta = await again.resume(snapshot.cursor);
  expect(delta.kind).toBe("delta");
  const changes = delta.conversations[0]?.changes;
  if (changes?.kind !== "delta") throw new Error(`expected a delta, got ${changes?.kind}`);
  expect(changes.messages.map(({ body }) => body)).toEqual([{ text: "one" }, { text: "two" }, { text: "three" }]);
  expect(delta.cursor.conversations).toEqual({ [lobby]: changes.rev });
  expect((await again.resume(delta.cursor)).conversations[0]?.changes).toBeNull();
});

test("who was away for long starts from a fresh page", async () => {
  await using server = await startTestServer({ unlimited: true });
  const ana = await RawPerson.register(server.url, "Ana");
  await using socket = await ana.connect();
  const snapshot = await socket.resume();
  const lobby = snapshot.conversations[0]?.conversation.id ?? "";
  const sends = Array.from({ length: limits.delta_messages + 1 }, (_, n) => socket.send(lobby, `message ${n}`));
  await Promise.all(sends);
  await using again = await ana.connect();
  const delta = await again.resume(snapshot.cursor);
  expect(delta.conversations[0]?.changes).toMatchObject({ kind: "reset" });
});

test("a gap is closed by rev", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "Ana");
  await using socket = await ana.connect();
  const lobby = (await socket.resume()).conversations[0]?.conversation.id ?? "";
  const first = await socket.send(lobby, "one");
  await socket.send(lobby, "two");
  const changes = await ana.call("message.get_changes", { conversation: lobby as never, after_rev: first.rev });
  expect(changes).toMatchObject({ kind: "delta", messages: [{ body: { text: "two" }, rev: first.rev + 1 }] });
});

test("many people writing at once leave no gap and no double, and everyone sees the same order", async () => {
  await using server = await startTestServer({ unlimited: true });
  const people = await Promise.all(["Ana", "Bo_", "Cy_", "Di_"].map((name) => RawPerson.register(server.url, name)));
  const sockets = await Promise.all(people.map((person) => person.connect()));
  const lobby = (await Promise.all(sockets.map((socket) => socket.resume())))[0]?.conversations[0]?.conversation.id ?? "";
  await Promise.all(sockets.flatMap((socket, who) => Array.from({ length: 50 }, (_, n) => socket.send(lobby, `${who}:${n}`))));
  await Promise.all(sockets.map((socket) => socket.event("message.created", () => socket.texts().length === 200)));
  const [order] = sockets.map((socket) => socket.texts());
  for (const socket of sockets) {
    expect(socket.texts()).toEqual(order ?? []);
    const revs = socket.events.flatMap((event) => (event.event === "message.created" ? [event.data.rev] : []));
    expect(revs).toEqual(revs.map((_, index) => (revs[0] ?? 0) + index));
    await socket[Symbol.asyncDispose]();
  }
});

test("a message that nobody was told of is told when its sender asks again", async () => {
  await using server = await startTestServer();
  const [ana, bo] = [await RawPerson.register(server.url, "Ana"), await RawPerson.register(server.url, "Bo_")];
  await using anasSocket = await ana.connect();
  const lobby = (await anasSocket.resume()).conversations[0]?.conversation.id ?? "";
  await using bosSocket = await bo.connect();
  await bosSocket.resume();
  // As when a node dies after the commit, before anything has left it.
  spyOn(server.server.context, "emit").mockImplementationOnce(() => undefined);
  const first = await anasSocket.send(lobby, "Did this get through?", "the-same-mid");
  expect(await anasSocket.send(lobby, "Did this get through?", "the-same-mid")).toEqual(first);
  expect(await bosSocket.event("message.created", ({ id }) => id === first.id)).toMatchObject({
    seq: first.seq,
    rev: first.rev,
    mid: "the-same-mid",
    sender: { kind: "account", id: ana.id, name: "Ana" },
    body: { text: "Did this get through?" },
  });
});

test("what was told is not told again, however often its sender asks", async () => {
  await using server = await startTestServer();
  const [ana, bo] = [await RawPerson.register(server.url, "Ana"), await RawPerson.register(server.url, "Bo_")];
  await using anasSocket = await ana.connect();
  const lobby = (await anasSocket.resume()).conversations[0]?.conversation.id ?? "";
  await using bosSocket = await bo.connect();
  await bosSocket.resume();
  for (let n = 0; n < 3; n++) await anasSocket.send(lobby, "once", "the-same-mid");
  const last = await anasSocket.send(lobby, "and another");
  await bosSocket.event("message.created", ({ id }) => id === last.id);
  expect(bosSocket.texts()).toEqual(["once", "and another"]);
});

/** Ana in rooms that hold so many of the longest messages each. */
async function anaWhoMissed(server: TestServer, rooms: readonly number[]) {
  const ana = await RawPerson.register(server.url, "Ana");
  const conversations: string[] = [];
  for (const name of rooms.keys())
    conversations.push((await ana.call("room.create", { name: `Room ${name}`, retention: "persistent" })).id);
  const socket = await ana.connect();
  const { cursor } = await socket.resume();
  for (const [index, count] of rooms.entries())
    for (let n = 0; n < count; n++) await socket.send(conversations[index] ?? "", "🍵".repeat(4_000));
  return { ana, socket, cursor, conversations };
}

test("an answer never grows beyond what a slow reader can take in", async () => {
  await using server = await startTestServer({ unlimited: true });
  // Some 16 KB each: one of the first two fits and not both, the third alone does not.
  const { ana, socket, cursor, conversations } = await anaWhoMissed(server, [10, 10, 20]);
  await using _socket = socket;
  const resumed = await socket.resume(cursor);
  expect(Buffer.byteLength(JSON.stringify(resumed.conversations.map(({ changes }) => changes)))).toBeLessThan(
    limits.answer_bytes,
  );
  const found = new Map(resumed.conversations.map(({ conversation, changes }) => [conversation.id as string, changes]));
  expect(conversations.map((id) => found.get(id)?.kind).sort()).toEqual(["delta", "reset", "reset"]);
  for (const id of conversations) expect(resumed.cursor.conversations[id as never]).toBe(found.get(id)?.rev);
  const after_rev = cursor.conversations[conversations[2] as never] ?? 0;
  const changes = await ana.call("message.get_changes", { conversation: conversations[2] as never, after_rev });
  expect(changes).toMatchObject({ kind: "reset" });
});

test("pages of the longest messages are shorter, and miss nothing in either direction", async () => {
  await using server = await startTestServer({ unlimited: true });
  const { ana, socket, conversations } = await anaWhoMissed(server, [40]);
  await using _socket = socket;
  const conversation = conversations[0] as never;
  const read = (position: object) => ana.call("conversation.history", { conversation, limit: 100, ...position });
  const latest = await read({});
  expect(latest).toMatchObject({ has_before: true, has_after: false });
  expect(latest.messages.length).toBeLessThan(20);
  const down = latest.messages.map(({ seq }) => seq);
  for (let page = latest; page.has_before; ) {
    page = await read({ before_seq: down[0] });
    expect(page.has_after).toBeTrue();
    down.unshift(...page.messages.map(({ seq }) => seq));
  }
  const up: number[] = [];
  for (let has_after = true; has_after; ) {
    const page = await read({ after_seq: up.at(-1) ?? 0 });
    up.push(...page.messages.map(({ seq }) => seq));
    has_after = page.has_after;
  }
  const every = Array.from({ length: down.at(-1) ?? 0 }, (_, index) => index + 1);
  expect([down, up]).toEqual([every, every]);

  const around = await read({ around_seq: 20 });
  expect(around).toMatchObject({ has_before: true, has_after: true });
  const seqs = around.messages.map(({ seq }) => seq);
  const [before, after] = [20 - (seqs[0] ?? 0), (seqs.at(-1) ?? 0) - 20];
  expect(Math.abs(before - after)).toBeLessThanOrEqual(1);
});
