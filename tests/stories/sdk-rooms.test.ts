import { expect, test } from "bun:test";
import type { ConversationId } from "#protocol/ids.ts";
import { Device, expectOk, SdkClient, sentTextsOf, textsOf, when } from "#testkit/sdk-client.ts";
import { startTestServer } from "#testkit/test-server.ts";

/** A person's room, opened on their screen. */
async function open(person: SdkClient, id: ConversationId) {
  const view = person.parlor.conversation(id);
  if (!view) throw new Error("this person is not in the room");
  await view.open();
  return view;
}

/** Ana's room, with her in it. */
async function anasRoom(url: string, input: Parameters<SdkClient["parlor"]["createRoom"]>[0] = {}) {
  const ana = await SdkClient.register(url, "Ana");
  const id = expectOk(await ana.parlor.createRoom({ name: "Tea", ...input }));
  const view = await open(ana, id);
  return { ana, id, view, code: view.summary.value.room?.code ?? "" };
}

async function guestIn(url: string, code: string, nickname: string, options: { password?: string; device?: Device } = {}) {
  const { device, ...rest } = options;
  const guest = await SdkClient.start(url, device);
  const id = expectOk(await guest.parlor.joinAsGuest({ code, nickname, ...rest }));
  await guest.live();
  return { guest, id, view: await open(guest, id) };
}

const isGone = (person: SdkClient) => when(() => person.parlor.phase.value === "signed_out");

test("two guests and an account talk in a room with a password", async () => {
  await using server = await startTestServer();
  const { ana, id, view: anas, code } = await anasRoom(server.url, { password: "open sesame" });
  await using _ana = ana;
  await using stranger = await SdkClient.start(server.url);
  for (const [input, problem] of [
    [{ code }, { code: "room_password", field: "password" }],
    [
      { code, password: "guess" },
      { code: "wrong_room_password", field: "password" },
    ],
    [{ code: "222222" }, { code: "room_not_found", field: "code" }],
    [
      { code, password: "open sesame", nickname: "ana" },
      { code: "nickname_taken", field: "nickname" },
    ],
  ] as const) {
    expect(await stranger.parlor.joinAsGuest({ nickname: "Bo", ...input })).toMatchObject({ ok: false, problem });
  }
  expect(stranger.parlor.phase.value).toBe("signed_out");

  const { guest: bo, view: bos } = await guestIn(server.url, code, "Bo", { password: "open sesame" });
  const { guest: cy, view: cys } = await guestIn(server.url, code, "Cy", { password: "open sesame" });
  await using _bo = bo;
  await using _cy = cy;
  expect(bo.parlor.me.value).toBeNull();
  expect(bo.parlor.guest.value).toMatchObject({ name: "Bo", room: id });
  expect(bo.parlor.self.value).toMatchObject({ kind: "guest", name: "Bo" });
  expect(bo.parlor.conversations.value.map(({ name }) => name)).toEqual(["Tea"]);
  bos.send("Hello from a guest");
  expect(bos.messages.value.at(-1)).toMatchObject({ mine: true, message: { sender: { kind: "guest", name: "Bo" } } });
  await when(() => [anas, cys].every((view) => textsOf(view).includes("Hello from a guest")));
  anas.send("Welcome");
  await when(() => [bos, cys].every((view) => sentTextsOf(view).join() === "Hello from a guest,Welcome"));
  await when(() => anas.summary.value.member_count === 3 && anas.summary.value.online_count === 3);
});

test("a guest talks at once: the room is there before the connection is", async () => {
  await using server = await startTestServer();
  const { ana, view: anas, code } = await anasRoom(server.url);
  await using _ana = ana;
  await using bo = await SdkClient.start(server.url);
  const id = expectOk(await bo.parlor.joinAsGuest({ code, nickname: "Bo" }));
  const view = bo.parlor.conversation(id);
  expect(view?.summary.value).toMatchObject({ name: "Tea", member_count: 2, role: "member" });
  view?.send("Here already");
  await when(() => textsOf(anas).includes("Here already"));
});

test("a guest who reloads is still there, with what was on its way", async () => {
  await using server = await startTestServer();
  const { ana, view: anas, code } = await anasRoom(server.url);
  await using _ana = ana;
  const device = new Device();
  const { guest: bo, id, view } = await guestIn(server.url, code, "Bo", { device });
  view.send("before");
  await when(() => sentTextsOf(view).length === 1);
  bo.goOffline();
  view.send("written in a tunnel");
  view.draft.value = "not finished";
  await bo.parlor.stop();

  await using again = await SdkClient.start(server.url, device);
  expect(again.parlor.guest.value).toMatchObject({ name: "Bo", room: id });
  await again.live();
  const reopened = await open(again, id);
  await when(() => sentTextsOf(reopened).join() === "before,written in a tunnel");
  expect(reopened.draft.value).toBe("not finished");
  await when(() => textsOf(anas).join() === "before,written in a tunnel");
});

test("a guest makes a room of their own, which others enter", async () => {
  await using server = await startTestServer();
  await using bo = await SdkClient.start(server.url);
  const id = expectOk(await bo.parlor.createRoomAsGuest({ nickname: "Bo", password: "tea" }));
  await bo.live();
  const bos = await open(bo, id);
  const { room, role } = bos.summary.value;
  expect(role).toBe("owner");
  expect(room).toMatchObject({ retention: "session", has_password: true, guests: true });
  const { guest: cy, view: cys } = await guestIn(server.url, room?.code ?? "", "Cy", { password: "tea" });
  await using _cy = cy;
  bos.send("Just us");
  await when(() => textsOf(cys).includes("Just us"));
  // Keeping order takes an account.
  const kick = { conversation: id, person: cy.parlor.guest.value!.id };
  expect(await bo.parlor.call("room.kick", kick)).toMatchObject({ ok: false, problem: { code: "not_allowed" } });
});

test("a guest becomes an account in place, in every tab, and keeps what was said and what waits", async () => {
  await using server = await startTestServer();
  const { ana, view: anas, code } = await anasRoom(server.url);
  await using _ana = ana;
  const device = new Device();
  const { guest: bo, id, view } = await guestIn(server.url, code, "Bo", { device });
  await using _bo = bo;
  await using tab = await bo.anotherTab();
  await tab.live();
  view.send("as a guest");
  await when(() => sentTextsOf(view).includes("as a guest"));
  const guestId = bo.parlor.self.value?.id;
  view.draft.value = "half a thought";

  const taken = await bo.parlor.upgrade({ username: "Ana", password: "Bo" });
  expect(taken).toMatchObject({ ok: false, problem: { code: "username_taken", field: "username" } });
  expect(bo.parlor.guest.value).not.toBeNull();
  expectOk(await bo.parlor.upgrade({ username: "Bo_", password: "Bo" }));
  expect(bo.parlor.phase.value).toBe("signed_in");
  expect(bo.parlor.me.value).toMatchObject({ username: "Bo_", display_name: "Bo", id: guestId as never });
  expect(bo.parlor.guest.value).toBeNull();
  expect(bo.parlor.conversation(id)).toBe(view);
  view.send("as an account");
  await when(() => bo.parlor.conversations.value.length === 2);
  await when(() => [view, anas].every((shown) => sentTextsOf(shown).join() === "as a guest,as an account"));
  expect(view.messages.value.every(({ message, mine }) => message.type === "system" || mine)).toBe(true);
  expect(view.draft.value).toBe("half a thought");

  await when(() => tab.parlor.me.value?.username === "Bo_" && tab.parlor.connection.value.state === "live");
  await bo.parlor.stop();
  await tab.parlor.stop();
  await using later = await SdkClient.start(server.url, device);
  await later.live();
  expect(later.parlor.me.value?.username).toBe("Bo_");
  await using phone = await SdkClient.start(server.url);
  expectOk(await phone.parlor.login({ login: "Bo_", password: "Bo" }));
});

test("whoever is removed sees it at once, and keeps the words that were not sent", async () => {
  await using server = await startTestServer();
  const { ana, id, code } = await anasRoom(server.url);
  await using _ana = ana;
  const { guest: bo, view } = await guestIn(server.url, code, "Bo");
  await using _bo = bo;
  view.draft.value = "I was about to say";
  expectOk(await ana.parlor.call("room.kick", { conversation: id, person: bo.parlor.guest.value!.id }));
  await isGone(bo);
  expect(bo.parlor.departure.value).toEqual({ conversation: id, name: "Tea", reason: "removed", unsent: ["I was about to say"] });
  expect(bo.parlor.connection.value.detail).toBe("access_ended");
  await when(() => bo.parlor.self.value === null);
  for (const table of ["session", "conversations", "messages", "drafts", "outbox"] as const) {
    while ((await bo.device.storage.list(table, "")).length > 0) await Bun.sleep(1);
  }

  await using cy = await SdkClient.register(server.url, "Cy_");
  expectOk(await cy.parlor.joinRoom({ code }));
  const cys = await open(cy, id);
  await when(() => cys.summary.value.member_count === 2);
  expectOk(await ana.parlor.call("room.ban", { conversation: id, person: cy.parlor.me.value!.id }));
  await when(() => cy.parlor.departure.value?.reason === "removed");
  expect(cy.parlor.phase.value).toBe("signed_in");
  expect(cy.parlor.conversation(id)).toBeNull();
  expect(await cy.parlor.joinRoom({ code })).toMatchObject({ ok: false, problem: { code: "room_not_found" } });
});

test("a guest whose time ended while nobody looked starts afresh", async () => {
  await using server = await startTestServer();
  const { ana, id, code } = await anasRoom(server.url);
  await using _ana = ana;
  const device = new Device();
  const { guest: bo } = await guestIn(server.url, code, "Bo", { device });
  const person = bo.parlor.guest.value!.id;
  await bo.parlor.stop();
  expectOk(await ana.parlor.call("room.kick", { conversation: id, person }));
  await using again = await SdkClient.start(server.url, device);
  await isGone(again);
  expect(again.parlor.departure.value).toMatchObject({ name: "Tea", reason: null });
  expectOk(await again.parlor.joinAsGuest({ code, nickname: "Bo" }));
  expect(again.parlor.departure.value).toBeNull();
});

test("leaving: a guest is signed out, an account goes on, and a room that is deleted says so", async () => {
  await using server = await startTestServer();
  const { ana, id, code } = await anasRoom(server.url);
  await using _ana = ana;
  const { guest: bo } = await guestIn(server.url, code, "Bo");
  await using _bo = bo;
  expectOk(await bo.parlor.leaveRoom(id));
  expect(bo.parlor.phase.value).toBe("signed_out");
  expect(bo.parlor.departure.value).toMatchObject({ name: "Tea", reason: "left" });

  await using cy = await SdkClient.register(server.url, "Cy_");
  expectOk(await cy.parlor.joinRoom({ code }));
  expectOk(await cy.parlor.leaveRoom(id));
  expect(cy.parlor.conversation(id)).toBeNull();
  expect(cy.parlor.conversations.value.map(({ kind }) => kind)).toEqual(["lobby"]);
  expectOk(await cy.parlor.joinRoom({ code }));
  await when(() => cy.parlor.conversation(id) !== null);
  expectOk(await ana.parlor.call("room.delete", { conversation: id }));
  await when(() => cy.parlor.departure.value?.reason === "deleted");
  expect(cy.parlor.conversation(id)).toBeNull();
});

test("roles and settings arrive as they change", async () => {
  await using server = await startTestServer();
  const { ana, id, code } = await anasRoom(server.url);
  await using _ana = ana;
  await using bo = await SdkClient.register(server.url, "Bo_");
  expectOk(await bo.parlor.joinRoom({ code }));
  const { summary } = await open(bo, id);
  expectOk(await ana.parlor.call("room.set_role", { conversation: id, person: bo.parlor.me.value!.id, role: "moderator" }));
  await when(() => summary.value.role === "moderator");
  expectOk(await bo.parlor.call("room.lock", { conversation: id, locked: true }));
  expectOk(
    await ana.parlor.call("conversation.update", { conversation: id, name: "Coffee", description: "Black", slow_mode_s: 5 }),
  );
  const { code: fresh } = expectOk(await ana.parlor.call("room.rotate_code", { conversation: id }));
  await when(() => summary.value.name === "Coffee" && summary.value.room?.code === fresh);
  expect(summary.value.room).toMatchObject({ locked: true, description: "Black", slow_mode_s: 5 });
});

test("in slow mode a message waits, says so, and goes out when it may", async () => {
  await using server = await startTestServer();
  const { ana, id, view: anas, code } = await anasRoom(server.url);
  await using _ana = ana;
  const { guest: bo, view } = await guestIn(server.url, code, "Bo");
  await using _bo = bo;
  expect(view.next_send_at.value).toBeNull();
  expectOk(await ana.parlor.call("conversation.update", { conversation: id, slow_mode_s: 3_600 }));
  await when(() => view.summary.value.room?.slow_mode_s === 3_600);
  view.send("one");
  await when(() => sentTextsOf(view).includes("one"));
  await when(() => view.next_send_at.value !== null);
  expect(view.next_send_at.value).toBeGreaterThan(Date.now() + 3_500_000);
  view.send("two");
  await when(() => view.messages.value.at(-1)?.problem?.code === "slow_mode");
  const waiting = view.messages.value.at(-1);
  expect(waiting?.state).toBe("sending");
  expect(waiting?.retry_at).toBeGreaterThan(Date.now() + 3_500_000);
  expect(view.next_send_at.value).toBe(waiting?.retry_at ?? 0);

  // The owner is exempt, and turning it off lets what waits go at once.
  for (const text of ["mine", "mine too"]) anas.send(text);
  await when(() => sentTextsOf(anas).includes("mine too"));
  expect(anas.next_send_at.value).toBeNull();
  expectOk(await ana.parlor.call("conversation.update", { conversation: id, slow_mode_s: 0 }));
  await when(() => sentTextsOf(view).includes("two"));
  expect(view.next_send_at.value).toBeNull();
});

test("what is said while one is joining is not lost", async () => {
  await using server = await startTestServer({ unlimited: true });
  const { ana, id, view: anas, code } = await anasRoom(server.url);
  await using _ana = ana;
  await using bo = await SdkClient.register(server.url, "Bo_");
  const joined = bo.parlor.joinRoom({ code });
  for (let n = 0; n < 30; n++) anas.send(String(n));
  expectOk(await joined);
  const view = await open(bo, id);
  await when(() => sentTextsOf(anas).length === 30);
  await when(() => textsOf(view).length === 30);
  expect(textsOf(view)).toEqual(Array.from({ length: 30 }, (_, n) => String(n)));
});

test("an account that is offline is told later that it is no longer in the room", async () => {
  await using server = await startTestServer();
  const { ana, id, view: anas, code } = await anasRoom(server.url);
  await using _ana = ana;
  await using bo = await SdkClient.register(server.url, "Bo_");
  expectOk(await bo.parlor.joinRoom({ code }));
  const view = await open(bo, id);
  bo.goOffline();
  view.send("too late");
  expectOk(await ana.parlor.call("room.kick", { conversation: id, person: bo.parlor.me.value!.id }));
  bo.goOnline();
  await when(() => bo.parlor.departure.value !== null);
  expect(bo.parlor.departure.value).toEqual({ conversation: id, name: "Tea", reason: null, unsent: ["too late"] });
  expect(textsOf(anas)).toEqual([]);
});
