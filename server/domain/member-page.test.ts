import { expect, test } from "bun:test";
import type { ConversationId, GuestId } from "#protocol/ids.ts";
import { RawGuest, RawPerson, type RawSocket, refusalOf } from "#testkit/raw-client.ts";
import { newGuest, newMember } from "#testkit/store.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";
import { until } from "#testkit/until.ts";

/** Di's room, with these people in it and connected; Di is connected as well. */
async function openRoom<const N extends readonly string[]>(server: TestServer, ...names: N) {
  const di = await RawPerson.register(server.url, "Di_");
  const { id, room } = await di.call("room.create", { name: "Tea" });
  const people: RawPerson[] = [];
  const sockets: RawSocket[] = [];
  for (const name of names) {
    const person = await RawPerson.register(server.url, name);
    await person.call("room.join", { code: room?.code ?? "" });
    people.push(person);
  }
  for (const person of [di, ...people]) {
    const socket = await person.connect();
    await socket.resume();
    sockets.push(socket);
  }
  const { presence } = server.server.context;
  await until(async () => (await presence.count(id)) === people.length + 1);
  return {
    id,
    code: room?.code ?? "",
    di,
    people: people as { [K in keyof N]: RawPerson },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) await socket[Symbol.asyncDispose]();
    },
  };
}

/** The whole list, page by page, as one member sees it. */
async function listFor(viewer: RawPerson, conversation: ConversationId, limit = 2): Promise<[name: string, presence: string][]> {
  const shown: [string, string][] = [];
  let cursor: string | undefined;
  do {
    const page = await viewer.call("conversation.members", { conversation, limit, ...(cursor && { cursor }) });
    shown.push(...page.members.map(({ person, presence }): [string, string] => [person.name, presence]));
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return shown;
}

test("those online come first, and every page goes on where the one before ended", async () => {
  await using server = await startTestServer({ unlimited: true });
  await using room = await openRoom(server, "Zoe", "Yan", "Bea");
  for (const name of ["Abe", "Eli", "Zed"]) await RawGuest.join(server.url, { code: room.code, nickname: name });
  const expected = [
    ...["Bea", "Di_", "Yan", "Zoe"].map((name) => [name, "online"]),
    ...["Abe", "Eli", "Zed"].map((name) => [name, "offline"]),
  ];
  for (const limit of [1, 2, 3, 4, 5, 100]) expect(await listFor(room.di, room.id, limit)).toEqual(expected as never);
});

test("to whom somebody has blocked they are offline in a shared room, in the order, the state and the cursor", async () => {
  await using server = await startTestServer({ unlimited: true });
  await using room = await openRoom(server, "Ana", "Bo_", "Cy_");
  const [ana, bo, cy] = room.people;
  await RawGuest.join(server.url, { code: room.code, nickname: "Abe" });
  await ana.call("contact.block", { user: bo.id as never });
  const blocked = await listFor(bo, room.id, 1);
  expect(blocked).toEqual([
    ["Bo_", "online"],
    ["Cy_", "online"],
    ["Di_", "online"],
    ["Abe", "offline"],
    ["Ana", "offline"],
  ]);
  const { presence } = server.server.context;
  // As it looks when Ana really is away.
  const people = presence.people.bind(presence);
  const states = presence.states.bind(presence);
  presence.people = async (conversation) => (await people(conversation)).filter((id) => id !== ana.id);
  presence.states = (ids) => states(ids.filter((id) => id !== ana.id));
  expect(await listFor(bo, room.id, 1)).toEqual(blocked);
  Object.assign(presence, { people, states });

  for (const viewer of [ana, cy, room.di]) expect(await listFor(viewer, room.id)).toContainEqual(["Ana", "online"]);
  // Who blocks sees whom they blocked: nothing is hidden from them.
  expect(await listFor(ana, room.id)).toContainEqual(["Bo_", "online"]);
  await ana.call("contact.unblock", { user: bo.id as never });
  expect(await listFor(bo, room.id)).toContainEqual(["Ana", "online"]);
});

test("a guest, whom nobody can block, sees who is here", async () => {
  await using server = await startTestServer({ unlimited: true });
  await using room = await openRoom(server, "Ana");
  const eve = await RawGuest.join(server.url, { code: room.code, nickname: "Eve" });
  expect(await listFor(eve, room.id)).toEqual([
    ["Ana", "online"],
    ["Di_", "online"],
    ["Eve", "offline"],
  ]);
});

test("who hides sees nobody's presence, neither in the order nor in the cursor, and is seen by nobody", async () => {
  await using server = await startTestServer({ unlimited: true });
  await using room = await openRoom(server, "Zoe", "Ana");
  const [zoe] = room.people;
  await RawGuest.join(server.url, { code: room.code, nickname: "Bea" });
  await zoe.call("settings.update", { show_presence: false });
  const { presence } = server.server.context;
  await until(async () => (await presence.count(room.id)) === 2);
  const byName = ["Ana", "Bea", "Di_", "Zoe"].map((name) => [name, "offline"]);
  for (const limit of [1, 3, 100]) expect(await listFor(zoe, room.id, limit)).toEqual(byName as never);
  let cursor: string | undefined;
  for (let n = 0; n < 3; n++) {
    const page = await zoe.call("conversation.members", { conversation: room.id, limit: 1, ...(cursor && { cursor }) });
    cursor = page.next_cursor ?? "";
    expect(JSON.parse(Buffer.from(cursor, "base64url").toString())).toMatchObject({ part: "rest" });
  }
  expect(await listFor(room.di, room.id)).toEqual([
    ["Ana", "online"],
    ["Di_", "online"],
    ["Bea", "offline"],
    ["Zoe", "offline"],
  ]);
});

test("a thousand members are read page by page, none twice and none missing, also past a cursor of before hiding", async () => {
  await using server = await startTestServer({ unlimited: true });
  await using room = await openRoom(server, "Zoe");
  const { store } = server.server.context;
  await store.write(async ({ guests, members }) => {
    for (let n = 0; n < 1_000; n++) {
      const guest = newGuest(room.id, `G${n}`, { expires_at: Date.now() + 1e9 });
      await guests.insert(guest);
      await members.add(newMember(room.id, guest.id as GuestId, { person_kind: "guest" }));
    }
  });
  const list = await listFor(room.di, room.id, 100);
  expect(list).toHaveLength(1_002);
  expect(new Set(list.map(([name]) => name)).size).toBe(1_002);
  const { next_cursor } = await room.people[0].call("conversation.members", { conversation: room.id, limit: 1 });
  await room.people[0].call("settings.update", { show_presence: false });
  const page = await room.people[0].call("conversation.members", { conversation: room.id, limit: 1, cursor: next_cursor ?? "" });
  expect(page.members[0]?.person.name).toBe("Di_");
});

test("a cursor that is none is refused", async () => {
  await using server = await startTestServer({ unlimited: true });
  await using room = await openRoom(server);
  for (const cursor of ["", "x", Buffer.from('{"part":"hidden"}').toString("base64url")])
    expect(await refusalOf(room.di.call("conversation.members", { conversation: room.id, cursor }))).toMatchObject({
      code: "invalid_input",
      field: "cursor",
    });
});
