import { expect, test } from "bun:test";
import { limits } from "#protocol/limits.ts";
import { RawPerson } from "#testkit/raw-client.ts";
import { startTestServer } from "#testkit/test-server.ts";

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
