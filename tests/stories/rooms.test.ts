import { expect, test } from "bun:test";
import type { ConversationId } from "#protocol/ids.ts";
import { RawGuest, RawPerson, refusalOf } from "#testkit/raw-client.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";

async function roomOf(server: TestServer, input: Parameters<RawPerson["call"]>[1] = {}) {
  const ana = await RawPerson.register(server.url, "Ana");
  const room = await ana.call("room.create", { name: "Tea", ...(input as object) });
  return { ana, id: room.id, code: room.room?.code ?? "" };
}

test("two guests and an account talk in a room with a password", async () => {
  await using server = await startTestServer();
  const { ana, id, code } = await roomOf(server, { password: "open sesame" });
  expect(code).toMatch(/^[23456789A-HJ-NP-TV-Z]{6}$/);
  const visitor = new RawPerson(server.url, "");
  const join = { code: `https://parlor.example/r/${code.toLowerCase()}`, nickname: "Bo" };
  expect(await refusalOf(visitor.call("guest.join", join))).toMatchObject({ code: "room_password", field: "password" });
  expect(await refusalOf(visitor.call("guest.join", { ...join, password: "wrong" }))).toMatchObject({
    code: "wrong_room_password",
  });

  const bo = await RawGuest.join(server.url, { code, nickname: "Bo", password: "open sesame" });
  const cy = await RawGuest.join(server.url, { code, nickname: "Cy", password: "open sesame" });
  await using anas = await ana.connect();
  await using bos = await bo.connect();
  await using cys = await cy.connect();
  expect(bos.ready).toMatchObject({ account: null, guest: { name: "Bo", room: id } });
  const seen = await Promise.all([anas, bos, cys].map((socket) => socket.resume()));
  for (const { conversations } of seen) {
    const room = conversations.find(({ conversation }) => conversation.id === id)?.conversation;
    expect(room).toMatchObject({ kind: "room", name: "Tea", member_count: 3, room: { code, has_password: true } });
  }
  const sent = await bos.send(id, "Hello from a guest");
  for (const socket of [anas, cys]) {
    const message = await socket.event("message.created", (message) => message.id === sent.id);
    expect(message.sender).toEqual({ kind: "guest", id: bo.id as never, name: "Bo" });
  }
  await anas.send(id, "Welcome");
  await bos.event("message.created", (message) => message.type === "text" && message.body.text === "Welcome");
});

test("a session room is gone a minute after the last person has left", async () => {
  await using server = await startTestServer();
  const host = await RawGuest.createRoom(server.url, { nickname: "Bo", retention: "session" });
  const socket = await host.connect();
  await socket.resume();
  await socket.send(host.room, "Anyone here?");
  server.advance(120_000);
  await server.server.cleanRooms();
  expect(await host.call("conversation.get", { conversation: host.room as ConversationId })).toMatchObject({ kind: "room" });
  await socket[Symbol.asyncDispose]();
  const isEmpty = async () => (await server.server.context.presence.count(host.room)) === 0;
  while (!(await isEmpty())) await Bun.sleep(5);
  await server.server.cleanRooms();
  server.advance(59_000);
  await server.server.cleanRooms();
  expect(await server.server.context.store.read.conversations.get(host.room as ConversationId)).not.toBeNull();
  server.advance(2_000);
  await server.server.cleanRooms();
  expect(await server.server.context.store.read.conversations.get(host.room as ConversationId)).toBeNull();
  expect(await refusalOf(host.call("guest.get", {}))).toMatchObject({ code: "session_expired" });
});

test("names that are taken or look like one are refused", async () => {
  await using server = await startTestServer();
  const { code } = await roomOf(server);
  await RawPerson.register(server.url, "Billy");
  const visitor = new RawPerson(server.url, "");
  await RawGuest.join(server.url, { code, nickname: "Bo" });
  for (const nickname of ["bo", " BO ", "B\u200bo", "Bо", "Ana", "ΑNA", "bi11y", "BILLY", "Server", "Parlor", "Admin"]) {
    expect([nickname, (await refusalOf(visitor.call("guest.join", { code, nickname }))).code]).toEqual([
      nickname,
      "nickname_taken",
    ]);
    server.advance(30_000);
  }
  expect(await refusalOf(visitor.call("guest.join", { code, nickname: " \u200b " }))).toMatchObject({
    code: "invalid_input",
    field: "nickname",
  });
});

test("the host kicks and bans, and both hold at once", async () => {
  await using server = await startTestServer();
  const { ana, id, code } = await roomOf(server);
  const bo = await RawPerson.register(server.url, "Bo_");
  await bo.call("room.join", { code });
  await using bos = await bo.connect();
  await bos.resume();
  await ana.call("room.kick", { conversation: id, person: bo.id as never });
  expect(await bos.event("conversation.removed")).toMatchObject({ conversation: id, reason: "removed" });
  expect(await refusalOf(bos.send(id, "still here?"))).toMatchObject({ code: "conversation_not_found" });
  await bo.call("room.join", { code });
  await ana.call("room.ban", { conversation: id, person: bo.id as never });
  expect(await refusalOf(bo.call("room.join", { code }))).toMatchObject({ code: "room_not_found" });
  const { bans } = await ana.call("room.bans", { conversation: id });
  expect(bans).toMatchObject([{ kind: "account", name: "Bo_", by: "Ana" }]);
  await ana.call("room.unban", { conversation: id, ban: bans[0]?.id ?? "" });
  expect(await bo.call("room.join", { code })).toMatchObject({ id });

  const cy = await RawGuest.join(server.url, { code, nickname: "Cy" });
  await using cys = await cy.connect();
  await cys.resume();
  await ana.call("room.ban", { conversation: id, person: cy.id as never });
  expect(await cys.closed).toMatchObject({ code: 4006 });
  expect(await refusalOf(cy.call("guest.get", {}))).toMatchObject({ code: "session_expired" });
});

test("nobody acts on an equal or a higher role", async () => {
  await using server = await startTestServer();
  const { ana, id, code } = await roomOf(server);
  const [bo, cy] = [await RawPerson.register(server.url, "Bo_"), await RawPerson.register(server.url, "Cy_")];
  for (const person of [bo, cy]) await person.call("room.join", { code });
  const on = (person: RawPerson) => ({ conversation: id, person: person.id as never });
  expect(await refusalOf(bo.call("room.kick", on(cy)))).toMatchObject({ code: "role_too_low" });
  expect(await refusalOf(bo.call("room.rotate_code", { conversation: id }))).toMatchObject({ code: "role_too_low" });
  await ana.call("room.set_role", { ...on(bo), role: "moderator" });
  await ana.call("room.set_role", { ...on(cy), role: "moderator" });
  expect(await refusalOf(bo.call("room.kick", on(cy)))).toMatchObject({ code: "role_too_low" });
  expect(await refusalOf(bo.call("room.kick", on(ana)))).toMatchObject({ code: "role_too_low" });
  expect(await refusalOf(bo.call("room.kick", on(bo)))).toMatchObject({ code: "role_too_low" });
  expect(await refusalOf(bo.call("room.delete", { conversation: id }))).toMatchObject({ code: "role_too_low" });
  expect(await refusalOf(bo.call("conversation.update", { conversation: id, name: "Mine" }))).toMatchObject({
    code: "role_too_low",
  });
  await ana.call("room.set_role", { ...on(bo), role: "owner" });
  expect(await refusalOf(ana.call("room.delete", { conversation: id }))).toMatchObject({ code: "role_too_low" });
  await bo.call("room.delete", { conversation: id });
  expect(await refusalOf(ana.call("conversation.get", { conversation: id }))).toMatchObject({ code: "conversation_not_found" });
});

test("a locked room, a rotated code and a wrong code look the same to a stranger", async () => {
  await using server = await startTestServer({ unlimited: true });
  const { ana, id, code } = await roomOf(server, { password: "secret" });
  const bo = await RawPerson.register(server.url, "Bo_");
  const wrong = await refusalOf(bo.call("room.join", { code: "222222" }));
  await ana.call("room.lock", { conversation: id, locked: true });
  expect(await refusalOf(bo.call("room.join", { code }))).toEqual(wrong);
  await ana.call("room.lock", { conversation: id, locked: false });
  const { code: fresh } = await ana.call("room.rotate_code", { conversation: id });
  expect(await refusalOf(bo.call("room.join", { code }))).toEqual(wrong);
  await ana.call("conversation.update", { conversation: id, guests: false });
  const visitor = new RawPerson(server.url, "");
  expect(await refusalOf(visitor.call("guest.join", { code: fresh, nickname: "Cy", password: "secret" }))).toEqual(wrong);
  expect(await bo.call("room.join", { code: fresh, password: "secret" })).toMatchObject({ id });
});

test("guessing codes is slowed down", async () => {
  await using server = await startTestServer();
  const bo = await RawPerson.register(server.url, "Bo_");
  const tries: string[] = [];
  for (let n = 0; n < 11; n++) tries.push((await refusalOf(bo.call("room.join", { code: "222222" }))).code);
  expect(tries).toEqual([...Array<string>(10).fill("room_not_found"), "rate_limited"]);
});

test("slow mode holds plain members, not the moderators", async () => {
  await using server = await startTestServer();
  const { ana, id, code } = await roomOf(server);
  const bo = await RawPerson.register(server.url, "Bo_");
  await bo.call("room.join", { code });
  await ana.call("conversation.update", { conversation: id, slow_mode_s: 30 });
  await using bos = await bo.connect();
  await using anas = await ana.connect();
  await bos.send(id, "one");
  expect(await refusalOf(bos.send(id, "two"))).toMatchObject({
    code: "slow_mode",
    retry: "after",
    retry_after_ms: expect.any(Number),
  });
  await anas.send(id, "one");
  await anas.send(id, "two");
  server.advance(31_000);
  await bos.send(id, "three");
});

test("a guest becomes an account and keeps messages and place", async () => {
  await using server = await startTestServer();
  const { ana, id, code } = await roomOf(server);
  const bo = await RawGuest.join(server.url, { code, nickname: "Bo" });
  await using bos = await bo.connect();
  await bos.resume();
  await bos.send(id, "as a guest");
  const account = await bo.upgrade("Bo_");
  expect(account.id).toBe(bo.id);
  await using again = await account.connect();
  const { conversations } = await again.resume();
  expect(conversations.map(({ conversation }) => conversation.kind).sort()).toEqual(["lobby", "room"]);
  await again.send(id, "as an account");
  const { messages } = await ana.call("conversation.history", { conversation: id });
  const texts = messages.flatMap((message) =>
    message.type === "text" ? [[message.sender.kind, message.sender.id, message.body.text]] : [],
  );
  expect(texts).toEqual([
    ["account", bo.id, "as a guest"],
    ["account", bo.id, "as an account"],
  ]);
});

test("who joins where history begins at joining reads nothing older", async () => {
  await using server = await startTestServer();
  const { ana, id, code } = await roomOf(server, { history_from: "join" });
  await using anas = await ana.connect();
  const old = await anas.send(id, "before");
  const bo = await RawPerson.register(server.url, "Bo_");
  await bo.call("room.join", { code });
  await anas.send(id, "after");
  const { messages } = await bo.call("conversation.history", { conversation: id });
  expect(messages.map((message) => (message.type === "text" ? message.body.text : message.type))).toEqual(["system", "after"]);
  await using bos = await bo.connect();
  const reply = { conversation: id, mid: "reply-to-hidden", body: { text: "what?" }, reply_to: old.id };
  expect(await refusalOf(bos.request("message.send", reply as never))).toMatchObject({ code: "reply_not_found" });
});

test("the owner who leaves hands the room over", async () => {
  await using server = await startTestServer();
  const { ana, id, code } = await roomOf(server);
  const [bo, cy] = [await RawPerson.register(server.url, "Bo_"), await RawPerson.register(server.url, "Cy_")];
  for (const person of [bo, cy]) await person.call("room.join", { code });
  await ana.call("room.set_role", { conversation: id, person: cy.id as never, role: "moderator" });
  await ana.call("conversation.leave", { conversation: id });
  expect(await cy.call("conversation.get", { conversation: id })).toMatchObject({ role: "owner", member_count: 2 });
  const [lobby] = (await bo.call("conversation.list", {})).conversations.filter(({ kind }) => kind === "lobby");
  expect(await refusalOf(bo.call("conversation.leave", { conversation: lobby?.id as ConversationId }))).toMatchObject({
    code: "cannot_leave",
  });
});

test("a room that everybody has left waits unlisted for the first account, which then owns it", async () => {
  await using server = await startTestServer();
  const { ana, id, code } = await roomOf(server, { listed: true });
  const bo = await RawPerson.register(server.url, "Bo_");
  const listed = async () => (await bo.call("room.list", {})).rooms.map((room) => [room.code, room.member_count]);
  expect(await listed()).toEqual([[code, 1]]);
  await ana.call("conversation.leave", { conversation: id });
  expect(await listed()).toEqual([]);
  const cy = await RawGuest.join(server.url, { code, nickname: "Cy" });
  expect(await cy.call("conversation.get", { conversation: id })).toMatchObject({ role: "member", member_count: 1 });
  expect(await bo.call("room.join", { code })).toMatchObject({ role: "owner", member_count: 2 });
  expect(await ana.call("room.join", { code })).toMatchObject({ role: "member" });
  expect(await refusalOf(ana.call("room.delete", { conversation: id }))).toMatchObject({ code: "role_too_low" });
  await bo.call("conversation.update", { conversation: id, name: "Bo's tea" });
  expect(await listed()).toEqual([[code, 3]]);
});

test("a guest who opened a room owns it, and no account takes it over by coming in", async () => {
  await using server = await startTestServer();
  const bo = await RawGuest.createRoom(server.url, { nickname: "Bo" });
  const conversation = bo.room as ConversationId;
  const { room } = await bo.call("conversation.get", { conversation });
  const ana = await RawPerson.register(server.url, "Ana");
  expect(await ana.call("room.join", { code: room?.code ?? "" })).toMatchObject({ role: "member" });
  await bo.call("conversation.leave", { conversation });
  expect(await ana.call("conversation.get", { conversation })).toMatchObject({ role: "owner", member_count: 1 });
});

test("of guests who were left without an owner the first one with an account is it", async () => {
  await using server = await startTestServer();
  const bo = await RawGuest.createRoom(server.url, { nickname: "Bo" });
  const conversation = bo.room as ConversationId;
  const code = (await bo.call("conversation.get", { conversation })).room?.code ?? "";
  const [cy, di] = [
    await RawGuest.join(server.url, { code, nickname: "Cy" }),
    await RawGuest.join(server.url, { code, nickname: "Di" }),
  ];
  const early = await cy.upgrade("Cy_");
  expect(await early.call("conversation.get", { conversation })).toMatchObject({ role: "member" });
  await early.call("conversation.leave", { conversation });
  await bo.call("conversation.leave", { conversation });
  expect(await di.call("conversation.get", { conversation })).toMatchObject({ role: "member", member_count: 1 });
  const late = await di.upgrade("Di_");
  expect(await late.call("conversation.get", { conversation })).toMatchObject({ role: "owner" });
  expect(await early.call("room.join", { code })).toMatchObject({ role: "member" });
});

test("a new name and a new role are told in the room, with who gave them", async () => {
  await using server = await startTestServer();
  const { ana, id, code } = await roomOf(server);
  const bo = await RawPerson.register(server.url, "Bo_");
  await bo.call("room.join", { code });
  await using bos = await bo.connect();
  await bos.resume();
  const actor = { id: ana.id, name: "Ana" };
  const notices = async () =>
    (await bo.call("conversation.history", { conversation: id })).messages.flatMap((message) =>
      message.type === "system" && message.body.notice.kind !== "joined" ? [message.body.notice] : [],
    );
  await ana.call("conversation.update", { conversation: id, name: "Coffee" });
  const renamed = { kind: "renamed", subject: null, actor, value: "Coffee" } as const;
  await bos.event("message.created", (message) => message.type === "system" && message.body.notice.kind === "renamed");
  expect(await notices()).toEqual([renamed as never]);
  // What is as it was is not told, nor is what is no name.
  for (const change of [{ name: "Coffee" }, { description: "Black" }, { slow_mode_s: 5 }])
    await ana.call("conversation.update", { conversation: id, ...change });
  await ana.call("room.rotate_code", { conversation: id });
  expect(await notices()).toEqual([renamed as never]);

  await ana.call("room.set_role", { conversation: id, person: bo.id as never, role: "moderator" });
  await ana.call("room.set_role", { conversation: id, person: bo.id as never, role: "owner" });
  const [one, two] = [
    { id: bo.id, name: "Bo_" },
    { id: ana.id, name: "Ana" },
  ];
  expect(await notices()).toEqual([
    renamed,
    { kind: "role_changed", subject: one, actor, value: "moderator" },
    { kind: "role_changed", subject: two, actor, value: "moderator" },
    { kind: "role_changed", subject: one, actor, value: "owner" },
  ] as never);
  await bo.call("conversation.leave", { conversation: id });
  const after = (await ana.call("conversation.history", { conversation: id })).messages.at(-1);
  expect(after).toMatchObject({ body: { notice: { kind: "role_changed", subject: two, actor: null, value: "owner" } } });
});
