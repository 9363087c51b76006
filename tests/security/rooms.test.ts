import { expect, test } from "bun:test";
import type { ConversationId } from "#protocol/ids.ts";
import { reservedNames } from "#protocol/names.ts";
import type { Input, OperationName, Output } from "#protocol/operations/index.ts";
import { registry } from "#server/operations/registry.ts";
import { RawGuest, RawPerson, type RefusedError, refusalOf } from "#testkit/raw-client.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";
import { samples } from "./samples.ts";

/** The gates of rooms: who is refused what, how often one may try, and what keeps somebody out. */

async function openRoom(server: TestServer, input: Input<"room.create"> = {}) {
  const ana = await RawPerson.register(server.url, "Ana");
  const { id, room } = await ana.call("room.create", { name: "Tea", ...input });
  return { ana, id, code: room?.code ?? "" };
}

const on = (conversation: ConversationId, person: RawPerson) => ({ conversation, person: person.id as never });
const codeOf = async (work: Promise<unknown>) => (await refusalOf(work)).code;

/** Calls as if from another machine, through a proxy that the server trusts. */
async function callFrom<N extends OperationName>(
  server: TestServer,
  address: string,
  op: N,
  input: Input<N>,
  person?: RawPerson,
): Promise<Output<N> | { code: string }> {
  const headers = {
    "content-type": "application/json",
    "x-forwarded-for": address,
    ...(person && { authorization: `Bearer ${person.access_token}` }),
  };
  const answer = await fetch(`${server.url}/api/${op}`, { method: "POST", headers, body: JSON.stringify(input) });
  return (await answer.json()) as Output<N> | { code: string };
}

const behindProxy = { env: { TRUST_PROXY: "loopback" } };

/** Everything done to a room that one names. */
const aboutRooms = [...registry.keys()].filter(
  (name): name is OperationName =>
    (name.startsWith("room.") || name === "conversation.update") && "conversation" in samples[name as never],
);

test("a stranger is told of a room what is told of one that does not exist, whatever they try", async () => {
  await using server = await startTestServer({ unlimited: true });
  const { ana, id } = await openRoom(server);
  const bo = await RawPerson.register(server.url, "Bo_");
  expect(aboutRooms).toHaveLength(9);
  for (const op of [...aboutRooms, "conversation.leave"] as const) {
    const nowhere = await refusalOf(bo.call(op, samples[op]));
    expect([op, nowhere.code, nowhere.field]).toEqual([op, "conversation_not_found", "conversation"]);
    const input = { ...samples[op], conversation: id, ...("person" in samples[op] && { person: ana.id }) };
    expect([op, await refusalOf(bo.call(op, input as never))]).toEqual([op, nowhere]);
  }
  expect(await ana.call("conversation.get", { conversation: id })).toMatchObject({ name: "Tea", member_count: 1 });
});

test("a plain member is refused all that keeps order, a moderator all that is the owner's", async () => {
  await using server = await startTestServer({ unlimited: true });
  const { ana, id, code } = await openRoom(server);
  const [bo, cy] = [await RawPerson.register(server.url, "Bo_"), await RawPerson.register(server.url, "Cy_")];
  for (const person of [bo, cy]) await person.call("room.join", { code });
  const ofOwner = ["room.set_role", "room.delete", "conversation.update"];
  for (const op of aboutRooms) {
    const input = { ...samples[op], ...on(id, cy) };
    if (!("person" in samples[op])) delete (input as { person?: string }).person;
    expect([op, await codeOf(bo.call(op, input as never))]).toEqual([op, "role_too_low"]);
  }
  await ana.call("room.set_role", { ...on(id, bo), role: "moderator" });
  for (const op of ofOwner as OperationName[]) {
    const input = { ...samples[op], ...("person" in samples[op] ? on(id, cy) : { conversation: id }) };
    expect([op, await codeOf(bo.call(op, input as never))]).toEqual([op, "role_too_low"]);
  }
  for (const change of [{ password: null }, { guests: false }, { listed: true }, { description: "" }, { history_from: "join" }])
    expect(await codeOf(bo.call("conversation.update", { conversation: id, ...change } as never))).toBe("role_too_low");
  expect(await bo.call("conversation.update", { conversation: id, slow_mode_s: 5 })).toMatchObject({ room: { slow_mode_s: 5 } });
});

test("of a conversation that is no room nothing of this is done, not by its administrator either", async () => {
  await using server = await startTestServer({ unlimited: true });
  const { ana } = await openRoom(server);
  const bo = await RawPerson.register(server.url, "Bo_");
  const lobby = (await ana.call("conversation.list", {})).conversations.find(({ kind }) => kind === "lobby");
  for (const op of aboutRooms) {
    const input = { ...samples[op], conversation: lobby?.id, ...("person" in samples[op] && { person: bo.id }) };
    expect([op, await codeOf(ana.call(op, input as never))]).toEqual([op, "not_a_room"]);
  }
});

test("a name that looks like a reserved one is refused to guests and to accounts", async () => {
  await using server = await startTestServer({ unlimited: true });
  const { code } = await openRoom(server);
  const taken = [
    "Аdmin",
    "Parl0r",
    "System.",
    "M0derator",
    "ѕеrvеr",
    "Ａdmin",
    "Adrnin",
    "Roоt",
    "ｍe",
    "S-t-a-f-f",
    "OFFlClAL",
    "guеst",
  ];
  for (const nickname of [...taken, ...reservedNames.map((name) => name.toUpperCase())])
    expect([nickname, await refusedName(RawGuest.join(server.url, { code, nickname }))]).toEqual([nickname, true]);
  for (const nickname of ["Madmin", "Serverine", "Mode", "Allan", "Herbert"])
    expect([nickname, await refusedName(RawGuest.join(server.url, { code, nickname }))]).toEqual([nickname, false]);
  for (const username of ["Adm1n", "parl0r", "M0derator", "_root_", "off1cial", "adrnin"])
    expect([username, await codeOf(RawPerson.register(server.url, username))]).toEqual([username, "username_reserved"]);
  await RawPerson.register(server.url, "rooted");
});

async function refusedName(join: Promise<RawGuest>): Promise<boolean> {
  return join.then(
    (guest) => guest.id === "",
    ({ problem }: RefusedError) => problem.code === "nickname_taken" && problem.field === "nickname",
  );
}

test("with guests turned off for the server none gets in and none opens a room; who is in stays", async () => {
  await using first = await startTestServer();
  const { code, id } = await openRoom(first);
  const bo = await RawGuest.join(first.url, { code, nickname: "Bo" });
  await first.stop();
  await using server = await startTestServer({ data_dir: first.data_dir, env: { ALLOW_GUESTS: "off" } });
  const visitor = new RawPerson(server.url, "");
  expect(await visitor.call("server.get", {})).toMatchObject({ guests: false });
  expect(await codeOf(visitor.call("guest.join", { code, nickname: "Cy" }))).toBe("guests_closed");
  expect(await codeOf(visitor.call("guest.join", { code: "222222", nickname: "Cy" }))).toBe("guests_closed");
  expect(await codeOf(visitor.call("guest.create_room", { nickname: "Cy" }))).toBe("guests_closed");
  const still = new RawPerson(server.url, "Bo", bo.access_token);
  expect(await still.call("conversation.get", { conversation: id })).toMatchObject({ member_count: 2 });
});

test("whoever goes on guessing codes is held back for the hour, and nobody else is", async () => {
  await using server = await startTestServer(behindProxy);
  const { code } = await openRoom(server);
  const guess = async () =>
    (await callFrom(server, "192.0.2.1", "guest.join", { code: "222222", nickname: "Bo" })) as { code: string };
  let heard = 0;
  for (let minute = 0; minute < 8; minute++) {
    for (let n = 0; n < 10; n++) if ((await guess()).code === "room_not_found") heard += 1;
    server.advance(60_000);
  }
  // Sixty, and one more for each minute.
  expect(heard).toBeGreaterThanOrEqual(60);
  expect(heard).toBeLessThanOrEqual(68);
  await guess();
  expect(await guess()).toMatchObject({ code: "rate_limited", retry: "after" });
  expect(await callFrom(server, "192.0.2.1", "guest.join", { code, nickname: "Bo" })).toMatchObject({ code: "rate_limited" });
  expect(await callFrom(server, "192.0.2.2", "guest.join", { code, nickname: "Bo" })).toMatchObject({ guest: { name: "Bo" } });
});

test("passwords of a room are tried ten times, after which the right one does not help either", async () => {
  await using server = await startTestServer(behindProxy);
  const { ana, code } = await openRoom(server, { password: "right" });
  const other = (await ana.call("room.create", { password: "right" })).room?.code ?? "";
  const knock = async (address: string, input: { code: string; password: string; nickname?: string }) =>
    (await callFrom(server, address, "guest.join", { nickname: "Bo", ...input })) as { code: string };
  for (let n = 0; n < 10; n++) {
    expect(await knock("192.0.2.1", { code, password: `guess ${n}` })).toMatchObject({ code: "wrong_room_password" });
    // The tries of codes come back sooner.
    server.advance(3_000);
  }
  expect(await knock("192.0.2.1", { code, password: "right" })).toMatchObject({ code: "rate_limited", retry: "after" });
  expect(await knock("192.0.2.1", { code: "222222", password: "right" })).toMatchObject({ code: "room_not_found" });
  expect(await knock("192.0.2.1", { code: other, password: "right" })).toMatchObject({ guest: { name: "Bo" } });
  expect(await knock("192.0.2.2", { code, password: "right" })).toMatchObject({ guest: { name: "Bo" } });
});

test("a ban with the address keeps everybody behind it out, but for the one who bans", async () => {
  await using server = await startTestServer({ ...behindProxy, unlimited: true });
  const { ana, id, code } = await openRoom(server);
  const join = (address: string, nickname: string) => callFrom(server, address, "guest.join", { code, nickname });
  const bo = (await join("2001:db8:1:2::7", "Bo")) as Output<"guest.join">;
  await ana.call("room.ban", { conversation: id, person: bo.guest.id, address: true });
  // The same network of 2^64 addresses.
  for (const nickname of ["Bo", "Cy"])
    expect(await join("2001:db8:1:2:ffff::1", nickname)).toMatchObject({ code: "room_not_found" });
  const cy = await RawPerson.register(server.url, "Cy_");
  expect(await callFrom(server, "2001:db8:1:2::9", "room.join", { code }, cy)).toMatchObject({ code: "room_not_found" });
  expect(await join("2001:db8:1:3::7", "Di")).toMatchObject({ guest: { name: "Di" } });
  expect(await cy.call("room.join", { code })).toMatchObject({ id });

  const own = await RawGuest.join(server.url, { code, nickname: "Eve" });
  await ana.call("room.ban", { ...on(id, own), address: true });
  expect(await RawGuest.join(server.url, { code, nickname: "Fay" })).toMatchObject({ room: id });
  const { bans } = await ana.call("room.bans", { conversation: id });
  expect(bans.map(({ kind, name }) => [kind, name]).sort()).toEqual([
    ["address", "Bo"],
    ["guest", "Bo"],
    ["guest", "Eve"],
  ]);
  expect(JSON.stringify(bans)).not.toContain("2001");
});

test("leaving is no way around a ban, and nobody is banned who has never been there", async () => {
  await using server = await startTestServer({ ...behindProxy, unlimited: true });
  const { ana, id, code } = await openRoom(server);
  const [bo, cy] = [await RawPerson.register(server.url, "Bo_"), await RawPerson.register(server.url, "Cy_")];
  const elsewhere = await RawGuest.createRoom(server.url, { nickname: "Di" });
  await bo.call("room.join", { code });
  await bo.call("conversation.leave", { conversation: id });
  for (const person of [cy, elsewhere]) expect(await codeOf(ana.call("room.ban", on(id, person)))).toBe("person_not_found");
  expect(await codeOf(ana.call("room.kick", on(id, bo)))).toBe("person_not_found");
  await ana.call("room.ban", on(id, bo));
  expect(await codeOf(bo.call("room.join", { code }))).toBe("room_not_found");
  expect(await cy.call("room.join", { code })).toMatchObject({ member_count: 2 });
  expect(await codeOf(cy.call("room.ban", on(id, bo)))).toBe("role_too_low");

  const guest = (await callFrom(server, "192.0.2.7", "guest.join", { code, nickname: "Di" })) as Output<"guest.join">;
  const di = new RawPerson(server.url, "Di", guest.access_token ?? "", "", guest.guest.id);
  await di.call("conversation.leave", { conversation: id });
  await ana.call("room.ban", { ...on(id, di), address: true });
  expect(await callFrom(server, "192.0.2.7", "guest.join", { code, nickname: "Di" })).toMatchObject({ code: "room_not_found" });
});

test("nobody who has lost a room hears of it, on a socket that was open all the time", async () => {
  await using server = await startTestServer({ unlimited: true });
  const { ana, id, code } = await openRoom(server);
  const bo = await RawPerson.register(server.url, "Bo_");
  await bo.call("room.join", { code });
  await using bos = await bo.connect();
  await bos.resume();
  await using anas = await ana.connect();
  await anas.resume();
  await ana.call("room.ban", on(id, bo));
  await bos.event("conversation.removed");
  await anas.send(id, "now that Bo is gone");
  await anas.event("message.created", (message) => message.type === "text");
  for (const op of ["conversation.get", "conversation.history", "conversation.members"] as const)
    expect(await codeOf(bos.request(op, { conversation: id }))).toBe("conversation_not_found");
  expect(await codeOf(bos.request("message.get_changes", { conversation: id, after_rev: 0 }))).toBe("conversation_not_found");
  expect(bos.texts()).toEqual([]);
});
