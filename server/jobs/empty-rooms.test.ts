import { expect, test } from "bun:test";
import type { ConversationId, PersonId } from "#protocol/ids.ts";
import { limits } from "#protocol/limits.ts";
import { RawGuest, RawPerson, refusalOf } from "#testkit/raw-client.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";
import { until } from "#testkit/until.ts";

/** The server's clock runs on while a test does, so the last seconds come in one step. */
const rest = 10_000;
const almost = limits.empty_room_ms - rest;

/** Looks after rooms once this much later. */
async function cleanAfter(server: TestServer, ms: number): Promise<void> {
  server.advance(ms);
  await server.server.cleanRooms();
}

const exists = async (server: TestServer, room: ConversationId) =>
  (await server.server.context.store.read.conversations.get(room)) !== null;

const isIn = async (server: TestServer, room: ConversationId, { id }: RawPerson) =>
  (await server.server.context.store.read.members.get(room, id as PersonId)) !== null;

/** A session room of Ana's. */
async function openRoom(server: TestServer) {
  const ana = await RawPerson.register(server.url, "Ana");
  const { id, room } = await ana.call("room.create", { retention: "session" });
  return { ana, id, code: room?.code ?? "" };
}

test("a guest who has left a session room is out a minute later while others stay, and no account ever is", async () => {
  await using server = await startTestServer();
  const { ana, id, code } = await openRoom(server);
  const cy = await RawPerson.register(server.url, "Cy_");
  await cy.call("room.join", { code });
  const bo = await RawGuest.join(server.url, { code, nickname: "Bo" });
  await using anas = await ana.connect();
  await anas.resume();
  {
    await using bos = await bo.connect();
    await bos.resume();
    await cleanAfter(server, 120_000);
    expect(await isIn(server, id, bo)).toBeTrue();
  }
  await until(async () => (await server.server.context.presence.count(id)) === 1);
  await server.server.cleanRooms();
  await cleanAfter(server, almost);
  expect(await isIn(server, id, bo)).toBeTrue();
  await cleanAfter(server, rest);
  expect(await isIn(server, id, bo)).toBeFalse();
  expect(await anas.event("member.left")).toMatchObject({ conversation: id, id: bo.id });
  expect(await refusalOf(bo.call("guest.get", {}))).toMatchObject({ code: "session_expired" });
  await cleanAfter(server, 10 * limits.empty_room_ms);
  expect(await isIn(server, id, cy)).toBeTrue();
  expect(await RawGuest.join(server.url, { code, nickname: "Bo" })).toMatchObject({ room: id });
});

test("a guest whose days are over is out of a room that stays, with their sessions; nobody else is", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "Ana");
  const { id, room } = await ana.call("room.create", {});
  const code = room?.code ?? "";
  const bo = await RawGuest.join(server.url, { code, nickname: "Bo" });
  server.advance(60_000);
  const cy = await RawGuest.join(server.url, { code, nickname: "Cy" });
  await cleanAfter(server, limits.guest_ms - 120_000);
  expect(await isIn(server, id, bo)).toBeTrue();
  await cleanAfter(server, 90_000);
  expect([await isIn(server, id, bo), await isIn(server, id, cy), await isIn(server, id, ana)]).toEqual([false, true, true]);
  const { sessions, guests } = server.server.context.store.read;
  expect(await sessions.listActive(bo.id as PersonId, 0)).toEqual([]);
  expect(await sessions.listActive(cy.id as PersonId, 0)).toHaveLength(1);
  // What they wrote keeps their name; the name itself is free.
  expect(await guests.get(bo.id as never)).toMatchObject({ name: "Bo" });
  expect(await RawGuest.join(server.url, { code, nickname: "Bo" })).toMatchObject({ room: id });
});

test("a guest who comes back keeps the place, however long ago the first time was", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "Ana");
  const { id, room } = await ana.call("room.create", {});
  const bo = await RawGuest.join(server.url, { code: room?.code ?? "", nickname: "Bo" });
  for (let n = 0; n < 4; n++) {
    await cleanAfter(server, limits.guest_ms - 60_000);
    const tokens = await bo.call("auth.refresh", { refresh_token: bo.refresh_token });
    bo.access_token = tokens.access_token ?? "";
    bo.refresh_token = tokens.refresh_token ?? "";
    expect([n, await isIn(server, id, bo)]).toEqual([n, true]);
    expect(await bo.call("conversation.get", { conversation: id })).toMatchObject({ id });
  }
  await cleanAfter(server, limits.guest_ms);
  expect(await isIn(server, id, bo)).toBeFalse();
});

test("a guest who owned the room and stays away leaves it to an account", async () => {
  await using server = await startTestServer();
  const bo = await RawGuest.createRoom(server.url, { nickname: "Bo", retention: "session" });
  const id = bo.room as ConversationId;
  const code = (await bo.call("conversation.get", { conversation: id })).room?.code ?? "";
  const ana = await RawPerson.register(server.url, "Ana");
  expect(await ana.call("room.join", { code })).toMatchObject({ role: "member" });
  await using anas = await ana.connect();
  await anas.resume();
  await server.server.cleanRooms();
  await cleanAfter(server, limits.empty_room_ms);
  expect(await anas.event("member.changed")).toMatchObject({ conversation: id, member: { role: "owner" } });
  expect(await ana.call("conversation.get", { conversation: id })).toMatchObject({ role: "owner", member_count: 1 });
  await ana.call("room.lock", { conversation: id, locked: true });
});

test("whoever joins at the last moment has a minute to come in", async () => {
  await using server = await startTestServer();
  const { id, code } = await openRoom(server);
  const bo = await RawPerson.register(server.url, "Bo_");
  await server.server.cleanRooms();
  await cleanAfter(server, almost);
  await bo.call("room.join", { code });
  await cleanAfter(server, rest);
  expect(await exists(server, id)).toBeTrue();
  await cleanAfter(server, almost);
  expect(await exists(server, id)).toBeTrue();
  await cleanAfter(server, rest);
  expect(await exists(server, id)).toBeFalse();
});

test("a room that somebody joins while it is about to be deleted stays", async () => {
  await using server = await startTestServer();
  const { id, code } = await openRoom(server);
  const bo = await RawPerson.register(server.url, "Bo_");
  await server.server.cleanRooms();
  server.advance(limits.empty_room_ms);
  const { store } = server.server.context;
  const write = store.write.bind(store);
  store.write = async (work) => {
    store.write = write;
    await bo.call("room.join", { code });
    return write(work);
  };
  await server.server.cleanRooms();
  expect(await exists(server, id)).toBeTrue();
  expect(await bo.call("conversation.get", { conversation: id })).toMatchObject({ member_count: 2 });
});

test("while other nodes cannot be asked nobody is taken for gone, nor right afterwards", async () => {
  await using server = await startTestServer();
  const { ana, id, code } = await openRoom(server);
  const away = await RawGuest.createRoom(server.url, { nickname: "Di", retention: "session" });
  const bo = await RawGuest.join(server.url, { code, nickname: "Bo" });
  await using anas = await ana.connect();
  await anas.resume();
  const { presence } = server.server.context;
  const ask = presence.certainPeople.bind(presence);
  /** Bo and Di are connected to another node. */
  const withOthers = async (room: string) => (room === id ? [ana.id, bo.id] : room === away.room ? [away.id] : []);
  const expectAll = async () =>
    expect([await isIn(server, id, bo), await exists(server, away.room as ConversationId)]).toEqual([true, true]);

  presence.certainPeople = withOthers;
  await cleanAfter(server, 120_000);
  presence.certainPeople = ask;
  await server.server.cleanRooms();
  presence.certainPeople = async () => null;
  for (let n = 0; n < 3; n++) await cleanAfter(server, 120_000);
  await expectAll();
  // The other node has not reported yet.
  presence.certainPeople = ask;
  await server.server.cleanRooms();
  await expectAll();
  await cleanAfter(server, almost);
  await expectAll();
  presence.certainPeople = withOthers;
  await cleanAfter(server, 120_000);
  await expectAll();
  presence.certainPeople = ask;
  await server.server.cleanRooms();
  await cleanAfter(server, limits.empty_room_ms);
  expect([await isIn(server, id, bo), await exists(server, away.room as ConversationId)]).toEqual([false, false]);
  expect(await exists(server, id)).toBeTrue();
});
