import { afterAll, beforeAll, expect, test } from "bun:test";
import { type EventName, events } from "#protocol/events.ts";
import type { FriendRequestId } from "#protocol/ids.ts";
import type { OperationName, Output } from "#protocol/operations/index.ts";
import { registry } from "#server/operations/registry.ts";
import { fakeAuth, fakeKdf, RawGuest, RawPerson, type RawSocket } from "#testkit/raw-client.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";

/**
 * E-mail address and birthday are told to nobody but their owner. Everybody here has both but Ana, a guest and visitors: whatever
 * these get, as the answer of any operation or as any event, holds neither. An operation or event that is added has to come
 * by here too.
 */

const birthday = "1987-06-05";
const mark = "told-to-nobody";

let server: TestServer;
let ana: RawPerson;
let phone: RawPerson;
let gus: RawGuest;
let socket: RawSocket;
let guestSocket: RawSocket;
let room: Output<"room.create">;
let bosRoom: Output<"room.create">;
const friends: Record<string, RawPerson> = {};

/** With an e-mail address and a birthday. */
async function privatePerson(name: string): Promise<RawPerson> {
  const person = await RawPerson.register(server.url, name);
  await person.call("account.update", { email: `${name}.${mark}@example.org`, birth_date: birthday });
  friends[name] = person;
  return person;
}

const friend = (name: string) => friends[name] as RawPerson;
const idOf = (name: string) => friend(name).id as never;
const visitor = () => new RawPerson(server.url, "");
const codeOf = (one: Output<"room.create">) => one.room?.code ?? "";
const requestFrom = async (name: string): Promise<FriendRequestId> =>
  (await friend(name).call("friend.request", { username: "Ana" })).id;

beforeAll(async () => {
  server = await startTestServer({ unlimited: true });
  ana = await RawPerson.register(server.url, "Ana");
  for (const name of ["Bo_", "Cy_", "Di_", "Eve", "Fay"]) await privatePerson(name);
  room = await ana.call("room.create", { name: "Tea", guests: true, listed: true });
  bosRoom = await friend("Bo_").call("room.create", { name: "Coffee", listed: true });
  for (const name of ["Bo_", "Cy_", "Di_"]) await friend(name).call("room.join", { code: codeOf(room) });
  gus = await RawGuest.join(server.url, { code: codeOf(room), nickname: "Gus" });
  socket = await ana.connect();
  await socket.resume();
  guestSocket = await gus.connect();
  await guestSocket.resume();
});

afterAll(async () => {
  await socket[Symbol.asyncDispose]();
  await guestSocket[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

async function totpCode(secret: string, ahead = 0): Promise<string> {
  const { generate } = await import("otplib");
  return generate({ secret, epoch: Math.floor((Date.now() + ahead) / 1_000) });
}

let secret = "";
let recoveryCode = "";

/** One call of each that succeeds and gives as much of others as it ever does, in an order in which they can be made. */
const calls: { [N in OperationName]: () => Promise<Output<N>> } = {
  "server.get": () => visitor().call("server.get", {}),
  "auth.prelogin": () => visitor().call("auth.prelogin", { login: `Bo_.${mark}@example.org` }),
  "auth.register": () => visitor().call("auth.register", { username: "Newcomer", kdf: fakeKdf, auth: fakeAuth("Newcomer") }),
  "auth.login": async () => {
    const signedIn = await visitor().call("auth.login", { login: "Ana", auth: fakeAuth("Ana") });
    const { access_token, refresh_token, account, session } = signedIn;
    phone = new RawPerson(server.url, "Ana", access_token ?? "", refresh_token ?? "", account.id, session);
    return signedIn;
  },
  "auth.refresh": () => visitor().call("auth.refresh", { refresh_token: phone.refresh_token }),
  "auth.ticket": () => ana.call("auth.ticket", {}),
  "account.get": () => ana.call("account.get", {}),
  "account.update": () => ana.call("account.update", { bio: "Tea" }),
  "session.list": () => ana.call("session.list", {}),
  "user.search": () => ana.call("user.search", { q: "Bo_" }),
  "user.get": () => ana.call("user.get", { user: idOf("Bo_") }),
  "friend.accept": async () => {
    await ana.call("friend.accept", { request: await requestFrom("Cy_") });
    return ana.call("friend.accept", { request: await requestFrom("Bo_") });
  },
  "friend.reject": async () => ana.call("friend.reject", { request: await requestFrom("Eve") }),
  "friend.request": () => ana.call("friend.request", { username: "Di_" }),
  "friend.list": () => ana.call("friend.list", {}),
  "friend.cancel": async () => {
    const [request] = (await ana.call("friend.list", {})).requests;
    return ana.call("friend.cancel", { request: request?.id as FriendRequestId });
  },
  "contact.list": () => ana.call("contact.list", {}),
  "contact.block": () => ana.call("contact.block", { user: idOf("Fay") }),
  "contact.blocked": () => ana.call("contact.blocked", {}),
  "contact.unblock": () => ana.call("contact.unblock", { user: idOf("Fay") }),
  "settings.update": () => ana.call("settings.update", { theme: "dark" }),
  "message.send": () => socket.send(room.id, "hello"),
  "conversation.typing": () => socket.request("conversation.typing", { conversation: room.id, typing: true }),
  "message.get_changes": () => ana.call("message.get_changes", { conversation: room.id, after_rev: 0 }),
  "conversation.list": () => ana.call("conversation.list", {}),
  "conversation.get": () => ana.call("conversation.get", { conversation: room.id }),
  "conversation.history": () => gus.call("conversation.history", { conversation: room.id }),
  "conversation.members": async () => {
    await gus.call("conversation.members", { conversation: room.id });
    return ana.call("conversation.members", { conversation: room.id });
  },
  "conversation.mark_read": () => ana.call("conversation.mark_read", { conversation: room.id, seq: 1 }),
  "conversation.update": () => ana.call("conversation.update", { conversation: room.id, name: "Green tea" }),
  "room.create": () => ana.call("room.create", { name: "Cake" }),
  "room.list": () => ana.call("room.list", {}),
  "room.join": () => ana.call("room.join", { code: codeOf(bosRoom) }),
  "conversation.leave": () => ana.call("conversation.leave", { conversation: bosRoom.id }),
  "room.set_role": () => ana.call("room.set_role", { conversation: room.id, person: idOf("Bo_"), role: "moderator" }),
  "room.kick": () => ana.call("room.kick", { conversation: room.id, person: idOf("Cy_") }),
  "room.ban": () => ana.call("room.ban", { conversation: room.id, person: idOf("Di_"), address: true }),
  "room.bans": () => ana.call("room.bans", { conversation: room.id }),
  "room.unban": async () => {
    const [ban] = (await ana.call("room.bans", { conversation: room.id })).bans;
    return ana.call("room.unban", { conversation: room.id, ban: ban?.id ?? "" });
  },
  "room.lock": () => ana.call("room.lock", { conversation: room.id, locked: false }),
  "room.rotate_code": () => ana.call("room.rotate_code", { conversation: room.id }),
  "room.delete": async () => {
    const doomed = await ana.call("room.create", { name: "Doomed" });
    return ana.call("room.delete", { conversation: doomed.id });
  },
  "guest.get": () => gus.call("guest.get", {}),
  "guest.create_room": () => visitor().call("guest.create_room", { nickname: "Hal" }),
  "guest.join": async () => {
    const { room: open } = await ana.call("conversation.get", { conversation: room.id });
    return visitor().call("guest.join", { code: open?.code ?? "", nickname: "Ida" });
  },
  "guest.upgrade": async () => {
    const guest = await RawGuest.createRoom(server.url, { nickname: "Jo" });
    return guest.call("guest.upgrade", { username: "Jo_", kdf: fakeKdf, auth: fakeAuth("Jo_") });
  },
  "account.set_picture": async () => {
    const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
    const answer = await ana.fetch("account.set_picture", {}, { body: Buffer.from(pixel, "base64") as never });
    return answer.json();
  },
  "account.remove_picture": () => ana.call("account.remove_picture", {}),
  "account.export": () => ana.call("account.export", {}),
  "account.setup_totp": async () => {
    const begun = await ana.call("account.setup_totp", { auth: fakeAuth("Ana") });
    secret = begun.secret;
    return begun;
  },
  "account.confirm_totp": async () => {
    const confirmed = await ana.call("account.confirm_totp", { code: await totpCode(secret) });
    recoveryCode = confirmed.recovery_codes[0] ?? "";
    return confirmed;
  },
  "account.disable_totp": () => ana.call("account.disable_totp", { auth: fakeAuth("Ana"), code: recoveryCode }),
  "account.change_password": () => {
    const kdf = { ...fakeKdf, salt: "BBBBBBBBBBBBBBBBBBBBBB" };
    const input = { old_auth: fakeAuth("Ana"), kdf, auth: fakeAuth("fresh"), keep_other_sessions: true };
    return ana.call("account.change_password", input);
  },
  "sync.resume": async () => {
    await guestSocket.resume();
    return socket.resume();
  },
  "presence.set": () => socket.request("presence.set", { state: "idle" }),
  "contact.remove": () => ana.call("contact.remove", { user: idOf("Cy_"), delete_history: true }),
  "auth.logout": async () => {
    phone.access_token = (await visitor().call("auth.login", { login: "Ana", auth: fakeAuth("fresh") })).access_token ?? "";
    return phone.call("auth.logout", {});
  },
  "session.revoke": () => ana.call("session.revoke", { session: "others" }),
  "account.deactivate": () => friend("Bo_").call("account.deactivate", { auth: fakeAuth("Bo_") }),
  "account.delete": () => friend("Cy_").call("account.delete", { auth: fakeAuth("Cy_"), confirm: "DELETE" }),
};

test("every operation is called below", () => {
  expect(Object.keys(calls).sort()).toEqual([...registry.keys()].sort());
});

test.each(Object.entries(calls))("%s tells nobody's e-mail address or birthday", async (_, call) => {
  expectNothingPrivate(await call());
});

/** What the others do that is told to people around them. */
async function stir(): Promise<void> {
  const di = await RawPerson.login(server.url, "Di_");
  await using dis = await di.connect();
  await dis.resume();
  const { room: open } = await ana.call("conversation.get", { conversation: room.id });
  await ana.call("friend.accept", { request: (await di.call("friend.request", { username: "Ana" })).id });
  for (const ban of (await ana.call("room.bans", { conversation: room.id })).bans)
    await ana.call("room.unban", { conversation: room.id, ban: ban.id });
  await di.call("room.join", { code: open?.code ?? "" });
  await dis.send(room.id, "hello");
  await dis.request("conversation.typing", { conversation: room.id, typing: true });
  await dis.request("presence.set", { state: "idle" });
  await di.call("account.update", { display_name: "Di Ana", bio: "Tea", email: `other.${mark}@example.org` });
  await di.call("conversation.leave", { conversation: room.id });
}

/** Not there yet, or told by a node to its own sockets when it cannot hear the others. */
const neverHeard: readonly EventName[] = ["message.changed", "sync.lost"];

test("no event does, and every one that there is has come", async () => {
  await stir();
  const expected = (Object.keys(events) as EventName[]).filter((name) => !neverHeard.includes(name));
  for (const name of expected) await socket.event(name);
  for (const { event, data } of [...socket.events, ...guestSocket.events]) expectNothingPrivate({ event, data });
  expect(guestSocket.events.length).toBeGreaterThan(5);
});

test("their owners do get both, so the search above is for the right thing", async () => {
  const di = await RawPerson.login(server.url, "Di_");
  for (const op of ["account.get", "account.export"] as const) {
    const own = JSON.stringify(await di.call(op, {}));
    expect([op, own.includes(mark), own.includes(birthday)]).toEqual([op, true, true]);
  }
});

function expectNothingPrivate(told: unknown): void {
  const text = JSON.stringify(told);
  expect(text.length).toBeGreaterThan(1);
  for (const secret of [mark, birthday, 'birth_date":"', 'email":"']) {
    if (text.includes(secret)) throw new Error(`${secret} was told in ${text}`);
  }
}
