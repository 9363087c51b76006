import { expect, test } from "bun:test";
import { fakeAuth, RawPerson, refusalOf } from "#testkit/raw-client.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";
import { until } from "#testkit/until.ts";

const day = 24 * 60 * 60 * 1_000;

async function people<const N extends readonly string[]>(
  server: TestServer,
  ...names: N
): Promise<{ [K in keyof N]: RawPerson }> {
  const made: RawPerson[] = [];
  for (const name of names) made.push(await RawPerson.register(server.url, name));
  return made as unknown as { [K in keyof N]: RawPerson };
}

const id = (person: RawPerson) => person.id as never;

async function befriend(a: RawPerson, b: RawPerson): Promise<void> {
  const request = await a.call("friend.request", { username: b.name });
  await b.call("friend.accept", { request: request.id });
}

test("Ana asks Bo, Bo accepts, and both see it live on every device", async () => {
  await using server = await startTestServer();
  const [ana, bo] = await people(server, "Ana", "Bo_");
  await using anas = await ana.connect();
  const { cursor } = await anas.resume();
  await using bos = await bo.connect();
  await bos.resume();
  const request = await ana.call("friend.request", { username: "@bo_" });
  expect(request).toMatchObject({ direction: "outgoing", person: { id: bo.id } });
  expect(await bos.event("friend.requested")).toMatchObject({
    request: { id: request.id, direction: "incoming", person: { id: ana.id, name: "Ana" } },
  });
  expect(await bo.call("friend.accept", { request: request.id })).toMatchObject({ person: { id: ana.id } });
  expect(await anas.event("friend.accepted")).toMatchObject({ request: request.id, contact: { person: { id: bo.id } } });
  expect((await ana.call("contact.list", {})).contacts).toMatchObject([{ person: { name: "Bo_" }, presence: "online" }]);
  await using late = await ana.connect();
  const delta = await late.resume(cursor);
  expect(delta).toMatchObject({ contacts: [{ person: { id: bo.id } }], friend_requests: [] });
  expect(await late.resume(delta.cursor)).toMatchObject({ contacts: null, friend_requests: null, account: null });
});

test("what is refused of asking and answering", async () => {
  await using server = await startTestServer();
  const [ana, bo, cy] = await people(server, "Ana", "Bo_", "Cy_");
  expect(await refusalOf(ana.call("friend.request", { username: "ana" }))).toMatchObject({ code: "request_self" });
  expect(await refusalOf(ana.call("friend.request", { username: "nobody" }))).toMatchObject({ code: "user_not_found" });
  const { id: request } = await ana.call("friend.request", { username: "Bo_" });
  expect(await refusalOf(ana.call("friend.request", { username: "Bo_" }))).toMatchObject({ code: "request_pending" });
  expect(await refusalOf(bo.call("friend.request", { username: "Ana" }))).toMatchObject({
    code: "request_crossing",
    message: "This user already sent you a request.",
  });
  expect(await refusalOf(cy.call("friend.accept", { request }))).toMatchObject({ code: "request_not_found" });
  expect(await refusalOf(ana.call("friend.accept", { request }))).toMatchObject({ code: "not_recipient" });
  expect(await refusalOf(ana.call("friend.reject", { request }))).toMatchObject({ code: "not_recipient" });
  expect(await refusalOf(bo.call("friend.cancel", { request }))).toMatchObject({ code: "not_requester" });
  await bo.call("friend.accept", { request });
  expect(await refusalOf(bo.call("friend.accept", { request }))).toMatchObject({ code: "request_handled" });
  expect(await refusalOf(bo.call("friend.reject", { request }))).toMatchObject({ code: "request_handled" });
  expect(await refusalOf(cy.call("friend.reject", { request }))).toMatchObject({ code: "request_not_found" });
  expect(await refusalOf(cy.call("friend.cancel", { request }))).toMatchObject({ code: "request_not_found" });
  expect(await refusalOf(ana.call("friend.cancel", { request }))).toMatchObject({ code: "request_handled" });
  expect(await refusalOf(ana.call("friend.request", { username: "Bo_" }))).toMatchObject({ code: "already_contacts" });
});

test("who was rejected waits a day from the rejection; who rejected may ask at once", async () => {
  await using server = await startTestServer();
  const [ana, bo] = await people(server, "Ana", "Bo_");
  const { id: request } = await ana.call("friend.request", { username: "Bo_" });
  server.advance(2 * day);
  await ana.signInAgain();
  await bo.signInAgain();
  await bo.call("friend.reject", { request });
  server.advance(60_000);
  const refusal = await refusalOf(ana.call("friend.request", { username: "Bo_" }));
  expect(refusal).toMatchObject({ code: "request_rejected", retry: "after" });
  expect(refusal.retry_after_ms).toBeGreaterThan(day - 120_000);
  const back = await bo.call("friend.request", { username: "Ana" });
  await bo.call("friend.cancel", { request: back.id });
  server.advance(day);
  await ana.signInAgain();
  expect(await ana.call("friend.request", { username: "Bo_" })).toMatchObject({ direction: "outgoing" });
});

test("both asking at once leaves one request", async () => {
  await using server = await startTestServer();
  const [ana, bo] = await people(server, "Ana", "Bo_");
  const outcomes = await Promise.allSettled([
    ana.call("friend.request", { username: "Bo_" }),
    bo.call("friend.request", { username: "Ana" }),
  ]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect((await ana.call("friend.list", {})).requests).toHaveLength(1);
});

test("a contact removed is gone on both sides, live", async () => {
  await using server = await startTestServer();
  const [ana, bo, cy] = await people(server, "Ana", "Bo_", "Cy_");
  await befriend(ana, bo);
  await using bos = await bo.connect();
  await bos.resume();
  expect(await refusalOf(ana.call("contact.remove", { user: id(cy), delete_history: false }))).toMatchObject({
    code: "not_a_contact",
  });
  await ana.call("contact.remove", { user: id(bo), delete_history: true });
  expect(await bos.event("contact.removed")).toMatchObject({ id: ana.id, delete_history: true });
  expect((await bo.call("contact.list", {})).contacts).toEqual([]);
  expect(await refusalOf(bo.call("contact.remove", { user: id(ana), delete_history: false }))).toMatchObject({
    code: "not_a_contact",
  });
});

test("who is blocked sees a private account that never answers, whatever they ask", async () => {
  await using server = await startTestServer();
  const [ana, bo, cy] = await people(server, "Ana", "Bo_", "Cy_");
  await ana.call("account.update", { bio: "I like tea", display_name: "Ana Lopez" });
  await cy.call("account.update", { bio: "I like coffee", visibility: "private", display_name: "Cy Ortiz" });
  await befriend(ana, bo);
  await using anas = await ana.connect();
  await anas.resume();
  await ana.call("contact.block", { user: id(bo) });
  expect(await refusalOf(ana.call("contact.block", { user: id(ana) }))).toMatchObject({ code: "block_self" });
  expect((await bo.call("contact.list", {})).contacts).toEqual([]);

  // Cy is private and has blocked nobody: what Bo can find out of the two must not differ.
  const seen = async (person: RawPerson, name: string) => {
    const request = await bo.call("friend.request", { username: person.name });
    const listed = (await bo.call("friend.list", {})).requests.filter((one) => one.person.id === person.id);
    const card = await bo.call("user.get", { user: id(person) });
    const answers = {
      byPart: (await bo.call("user.search", { q: name })).users,
      byUsername: (await bo.call("user.search", { q: person.name.toUpperCase() })).users,
      card,
      request,
      listed,
      again: await refusalOf(bo.call("friend.request", { username: person.name })),
      accepted: await refusalOf(bo.call("friend.accept", { request: request.id })),
    };
    await bo.call("friend.cancel", { request: request.id });
    const mark = (_: string, value: unknown) => (value === person.id ? "id" : value === request.id ? "request" : value);
    return JSON.stringify(answers, mark)
      .replaceAll(/"created_at":\d+/g, "at")
      .replaceAll(/Ana Lopez|Cy Ortiz/g, "Name")
      .replaceAll(person.name, "name");
  };
  const blocked = await seen(ana, "Lopez");
  expect(blocked).toEqual(await seen(cy, "Ortiz"));
  expect(blocked).toContain('"visibility":"private"');
  expect(blocked).toContain('"presence":"offline","last_seen_at":null');
  expect(blocked).not.toContain("tea");
  expect(anas.events.filter(({ event }) => event === "friend.requested" || event === "friend.closed")).toEqual([]);
});

test("what a blocked person asked can be answered once the block is lifted, and not before", async () => {
  await using server = await startTestServer();
  const [ana, bo] = await people(server, "Ana", "Bo_");
  await ana.call("contact.block", { user: id(bo) });
  const request = await bo.call("friend.request", { username: "Ana" });
  expect((await bo.call("friend.list", {})).requests).toHaveLength(1);
  expect((await ana.call("friend.list", {})).requests).toEqual([]);
  expect(await ana.call("user.get", { user: id(bo) })).toMatchObject({ relation: "blocked" });
  for (const op of ["friend.accept", "friend.reject", "friend.cancel"] as const)
    expect(await refusalOf(ana.call(op, { request: request.id }))).toMatchObject({ code: "request_not_found" });
  expect(await refusalOf(ana.call("friend.request", { username: "Bo_" }))).toMatchObject({ code: "you_blocked" });
  expect((await ana.call("contact.blocked", {})).blocked).toMatchObject([{ person: { id: bo.id } }]);
  await using anas = await ana.connect();
  const { cursor } = await anas.resume();
  await ana.call("contact.unblock", { user: id(bo) });
  expect(await refusalOf(ana.call("contact.unblock", { user: id(bo) }))).toMatchObject({ code: "not_blocked" });
  const shown = { id: request.id, direction: "incoming", person: { id: bo.id } };
  expect(await anas.event("friend.requested")).toMatchObject({ feed_rev: cursor.feed + 2, request: shown });
  expect((await ana.call("friend.list", {})).requests).toMatchObject([shown]);
  expect(await refusalOf(ana.call("friend.request", { username: "Bo_" }))).toMatchObject({ code: "request_crossing" });
  expect(await ana.call("friend.accept", { request: request.id })).toMatchObject({ person: { id: bo.id } });
});

test("a request that was open when its maker was blocked comes back in the same way", async () => {
  await using server = await startTestServer();
  const [ana, bo] = await people(server, "Ana", "Bo_");
  const request = await bo.call("friend.request", { username: "Ana" });
  await ana.call("contact.block", { user: id(bo) });
  expect((await ana.call("friend.list", {})).requests).toEqual([]);
  await ana.call("contact.unblock", { user: id(bo) });
  await ana.call("friend.accept", { request: request.id });
});

test("people are found by part of the name, literally; private ones only by their exact username", async () => {
  await using server = await startTestServer();
  const [ana, bo, cy] = await people(server, "Ana", "Bob_by", "Cy_");
  await bo.call("account.update", { display_name: "100% Bob" });
  await cy.call("account.update", { visibility: "private" });
  const find = async (q: string) => (await ana.call("user.search", { q })).users.map(({ person }) => person.username);
  expect(await find("BO")).toEqual(["Bob_by"]);
  expect(await find("0% b")).toEqual(["Bob_by"]);
  expect(await find("b_b")).toEqual(["Bob_by"]);
  for (const q of ["%%", "__", "b%y", "an", "bob@"]) expect([q, await find(q)]).toEqual([q, []]);
  expect(await find("cy")).toEqual([]);
  expect(await find("CY_")).toEqual(["Cy_"]);
  expect(await refusalOf(ana.call("user.search", { q: " b " }))).toMatchObject({ code: "invalid_input", field: "q" });
});

test("presence is for contacts, and hiding it is mutual", async () => {
  await using server = await startTestServer();
  const [ana, bo, cy] = await people(server, "Ana", "Bo_", "Cy_");
  await befriend(ana, bo);
  await using anas = await ana.connect();
  await anas.resume();
  await using cys = await cy.connect();
  await cys.resume();
  const bos = await bo.connect();
  await bos.resume();
  expect(await anas.event("presence.changed")).toMatchObject({ people: [{ id: bo.id, state: "online" }] });
  await bos.request("presence.set", { state: "idle" });
  await anas.event("presence.changed", ({ people }) => people[0]?.state === "idle");
  await bo.call("settings.update", { show_presence: false });
  await anas.event("presence.changed", ({ people }) => people[0]?.state === "offline");
  expect((await ana.call("contact.list", {})).contacts).toMatchObject([{ presence: "offline", last_seen_at: null }]);
  expect((await bo.call("contact.list", {})).contacts).toMatchObject([{ presence: "offline", last_seen_at: null }]);
  expect(cys.events.filter(({ event }) => event === "presence.changed")).toEqual([]);
  await bos[Symbol.asyncDispose]();
});

test("age counts to the day", async () => {
  await using server = await startTestServer();
  const [ana] = await people(server, "Ana");
  const birthday = (offsetDays: number) => {
    const now = new Date();
    return new Date(Date.UTC(now.getUTCFullYear() - 16, now.getUTCMonth(), now.getUTCDate() + offsetDays))
      .toISOString()
      .slice(0, 10);
  };
  expect(await refusalOf(ana.call("account.update", { birth_date: birthday(1) }))).toMatchObject({
    code: "too_young",
    field: "birth_date",
  });
  expect(await ana.call("account.update", { birth_date: birthday(0) })).toMatchObject({ birth_date: birthday(0) });
  for (const birth_date of ["2000-13-01", "2001-02-29", "yesterday"]) {
    expect(await refusalOf(ana.call("account.update", { birth_date }))).toMatchObject({
      code: "invalid_input",
      field: "birth_date",
    });
  }
});

test("a deactivated account is asleep until its owner wakes it", async () => {
  await using server = await startTestServer();
  const [ana, bo] = await people(server, "Ana", "Bo_");
  await befriend(ana, bo);
  await using bos = await bo.connect();
  expect(await refusalOf(ana.call("account.deactivate", { auth: fakeAuth("Ana") }))).toMatchObject({ code: "last_admin" });
  expect(await refusalOf(bo.call("account.deactivate", { auth: fakeAuth("guess") }))).toMatchObject({
    code: "wrong_credentials",
    field: "auth",
  });
  await bo.call("account.deactivate", { auth: fakeAuth("Bo_") });
  expect(await bos.closed).toMatchObject({ code: 4001 });
  expect(await refusalOf(bo.call("account.get", {}))).toMatchObject({ code: "session_expired" });
  expect((await ana.call("user.search", { q: "Bo_" })).users).toEqual([]);
  expect(await refusalOf(ana.call("friend.request", { username: "Bo_" }))).toMatchObject({ code: "user_not_found" });
  expect(await refusalOf(RawPerson.login(server.url, "Bo_"))).toMatchObject({ code: "account_deactivated" });
  expect(await refusalOf(RawPerson.login(server.url, "Bo_", fakeAuth("guess")))).toMatchObject({ code: "wrong_credentials" });
  const visitor = new RawPerson(server.url, "");
  const back = await visitor.call("auth.login", { login: "Bo_", auth: fakeAuth("Bo_"), reactivate: true });
  expect(back.account.id).toBe(id(bo));
  expect((await ana.call("contact.list", {})).contacts).toHaveLength(1);
});

test("requests of somebody asleep are not there, and come back when they wake", async () => {
  await using server = await startTestServer();
  const [ana, bo, cy, di] = await people(server, "Ana", "Bo_", "Cy_", "Di_");
  const { id: asked } = await bo.call("friend.request", { username: "Ana" });
  const { id: answers } = await cy.call("friend.request", { username: "Bo_" });
  await di.call("contact.block", { user: id(bo) });
  await bo.call("friend.request", { username: "Di_" });
  const sockets = [await ana.connect(), await cy.connect(), await di.connect()] as const;
  for (const socket of sockets) await socket.resume();
  const [anas, cys, dis] = sockets;
  await bo.call("account.deactivate", { auth: fakeAuth("Bo_") });
  expect(await anas.event("friend.closed")).toMatchObject({ request: asked });
  expect(await cys.event("friend.closed")).toMatchObject({ request: answers });
  for (const op of ["friend.accept", "friend.reject"] as const)
    expect(await refusalOf(ana.call(op, { request: asked }))).toMatchObject({ code: "request_not_found" });
  expect(await refusalOf(cy.call("friend.cancel", { request: answers }))).toMatchObject({ code: "request_not_found" });
  expect((await ana.call("friend.list", {})).requests).toEqual([]);
  expect((await ana.call("contact.list", {})).contacts).toEqual([]);
  await new RawPerson(server.url, "").call("auth.login", { login: "Bo_", auth: fakeAuth("Bo_"), reactivate: true });
  expect(await anas.event("friend.requested")).toMatchObject({ request: { id: asked, direction: "incoming" } });
  expect(await cys.event("friend.requested")).toMatchObject({ request: { id: answers, direction: "outgoing" } });
  expect(await ana.call("friend.accept", { request: asked })).toMatchObject({ person: { id: bo.id } });
  expect(dis.events.map(({ event }) => event).filter((event) => event.startsWith("friend."))).toEqual([]);
  for (const socket of sockets) await socket[Symbol.asyncDispose]();
});

test("a deleted account leaves nothing but emptied messages, and those of others stay", async () => {
  await using server = await startTestServer();
  const [ana, bo] = await people(server, "Ana", "Bo_");
  await befriend(ana, bo);
  await using anas = await ana.connect();
  const lobby = (await anas.resume()).conversations[0]?.conversation.id ?? "";
  await using bos = await bo.connect();
  await bos.send(lobby, "a secret of Bo");
  await anas.send(lobby, "a word of Ana");
  expect(await refusalOf(bo.call("account.delete", { auth: fakeAuth("Bo_"), confirm: "delete" as never }))).toMatchObject({
    code: "invalid_input",
    field: "confirm",
  });
  expect(await refusalOf(bo.call("account.delete", { auth: fakeAuth("guess"), confirm: "DELETE" }))).toMatchObject({
    code: "wrong_credentials",
  });
  await bo.call("account.delete", { auth: fakeAuth("Bo_"), confirm: "DELETE" });
  expect(await anas.event("messages.purged")).toMatchObject({ conversation: lobby, sender: bo.id });
  expect(await anas.event("contact.removed")).toMatchObject({ id: bo.id });
  const { messages } = await ana.call("conversation.history", { conversation: lobby as never });
  const texts = messages.flatMap((message) =>
    message.type === "text" ? [[message.sender.name, message.body.text, message.deleted_at !== null]] : [],
  );
  expect(texts).toEqual([
    ["", "", true],
    ["Ana", "a word of Ana", false],
  ]);
  expect(await refusalOf(RawPerson.login(server.url, "Bo_"))).toMatchObject({ code: "wrong_credentials" });
  expect((await RawPerson.register(server.url, "Bo_")).id).not.toBe(bo.id);
});

test("of eleven devices the one that was used longest ago is signed out", async () => {
  await using server = await startTestServer();
  const [ana] = await people(server, "Ana");
  const idle = await RawPerson.login(server.url, "Ana");
  await using socket = await idle.connect();
  await socket.resume();
  for (let devices = 3; devices <= 10; devices++) await RawPerson.login(server.url, "Ana");
  server.advance(120_000);
  const listed = async () => (await ana.call("session.list", {})).sessions.map((session) => session.id as string);
  await until(async () => (await listed())[0] === ana.session);
  expect(await listed()).toHaveLength(10);
  const eleventh = await RawPerson.login(server.url, "Ana");
  expect(await socket.closed).toMatchObject({ code: 4001 });
  expect(await refusalOf(idle.call("account.get", {}))).toMatchObject({ code: "session_expired" });
  expect(await refusalOf(idle.call("auth.refresh", { refresh_token: idle.refresh_token }))).toMatchObject({
    code: "session_expired",
  });
  const left = await listed();
  expect(left).toHaveLength(10);
  expect(left.slice(0, 2).sort()).toEqual([ana.session, eleventh.session].sort());
  expect(left).not.toContain(idle.session);
});

test("a contact's change is not lost with the node that made it", async () => {
  await using server = await startTestServer();
  const [ana, bo] = await people(server, "Ana", "Bo_");
  await befriend(ana, bo);
  await using anas = await ana.connect();
  const { cursor } = await anas.resume();
  const { context } = server.server;
  const { presence } = context;
  const gone = { states: () => Promise.reject(new Error("the node ends here, after the commit")) };
  Object.assign(context, { presence: Object.assign(Object.create(presence), gone) });
  expect(await refusalOf(bo.call("account.update", { display_name: "Bodil" }))).toMatchObject({ code: "internal" });
  Object.assign(context, { presence });
  expect(await anas.resume(cursor)).toMatchObject({ contacts: [{ person: { name: "Bodil" } }] });
});

test("a server says who may write to whom", async () => {
  for (const [env, dm_policy] of [
    [{}, "contacts"],
    [{ DM_POLICY: "everyone" }, "everyone"],
  ] as const) {
    await using server = await startTestServer({ env });
    expect(await new RawPerson(server.url, "").call("server.get", {})).toMatchObject({ dm_policy });
  }
});

test("the second factor is asked before anything is given, and no code counts twice", async () => {
  await using server = await startTestServer();
  const [ana] = await people(server, "Ana");
  const { secret, uri } = await ana.call("account.setup_totp", { auth: fakeAuth("Ana") });
  expect(uri).toStartWith("otpauth://totp/");
  const { generate } = await import("otplib");
  const code = (ahead = 0) => generate({ secret, epoch: Math.floor((Date.now() + ahead) / 1_000) });
  expect(await refusalOf(ana.call("account.confirm_totp", { code: "000000" }))).toMatchObject({
    code: "wrong_totp",
    field: "code",
  });
  expect((await RawPerson.login(server.url, "Ana")).id).toBe(ana.id);
  const { recovery_codes } = await ana.call("account.confirm_totp", { code: await code() });
  expect(new Set(recovery_codes).size).toBe(10);
  const visitor = new RawPerson(server.url, "");
  const login = (totp?: string) => visitor.call("auth.login", { login: "Ana", auth: fakeAuth("Ana"), ...(totp && { totp }) });
  expect(await refusalOf(login())).toMatchObject({ code: "totp_required" });
  expect(await refusalOf(visitor.call("auth.login", { login: "Ana", auth: fakeAuth("guess") }))).toMatchObject({
    code: "wrong_credentials",
  });
  expect(await refusalOf(login(await code()))).toMatchObject({ code: "wrong_totp" });
  server.advance(60_000);
  const fresh = await code(60_000);
  expect((await login(fresh)).account.totp).toBe(true);
  expect(await refusalOf(login(fresh))).toMatchObject({ code: "wrong_totp" });
  await login(recovery_codes[0]);
  expect(await refusalOf(login(recovery_codes[0]))).toMatchObject({ code: "wrong_totp" });
  await ana.call("account.disable_totp", { auth: fakeAuth("Ana"), code: recovery_codes[1] ?? "" });
  await login();
});

/** A JPEG that says where and by whom it was taken, in EXIF and inside a colour profile. */
async function telltalePhoto(width: number, height: number): Promise<Uint8Array> {
  const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
  const plain = await new Bun.Image(Buffer.from(pixel, "base64")).resize(width, height).jpeg().bytes();
  const segment = (marker: number, data: string) => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(data.length + 2, 2);
    return Buffer.concat([head, Buffer.from(data, "latin1")]);
  };
  const exif = segment(0xe1, "Exif\0\0MM\0*\0\0\0\x08\0\0 garden of Ana");
  const profile = segment(0xe2, `ICC_PROFILE\0\x01\x01${"\0".repeat(128)} camera of Ana`);
  return Buffer.concat([plain.subarray(0, 2), exif, profile, plain.subarray(2)]);
}

test("a picture is made anew in two sizes, in its proportions, and what the photo told is gone", async () => {
  await using server = await startTestServer();
  const [ana, bo] = await people(server, "Ana", "Bo_");
  const photo = await telltalePhoto(1_200, 800);
  for (const secret of ["garden of Ana", "camera of Ana"]) expect(Buffer.from(photo).includes(secret)).toBeTrue();
  const set = await ana.fetch("account.set_picture", {}, { body: photo as never });
  expect(set.status).toBe(200);
  const { person, picture } = await bo.call("user.get", { user: id(ana) });
  expect((await set.json()).picture).toBe(picture);
  const headers = { authorization: `Bearer ${bo.access_token}` };
  const fetched = (address: string | null) => fetch(`${server.url}${address}`, { headers });
  for (const [address, width, height] of [
    [picture, 512, 341],
    [person.picture, 96, 64],
  ] as const) {
    expect(address).toMatch(/^\/files\/picture\/[0-9a-f]{64}\.webp$/);
    const answer = await fetched(address);
    expect(answer.headers.get("content-type")).toBe("image/webp");
    const bytes = Buffer.from(await answer.bytes());
    expect(await new Bun.Image(bytes).metadata()).toEqual({ width, height, format: "webp" });
    for (const trace of ["garden", "camera", "EXIF", "ICCP", "XMP "])
      expect([trace, bytes.includes(trace)]).toEqual([trace, false]);
    expect((await fetch(server.url + address)).status).toBe(401);
  }
  await ana.call("account.remove_picture", {});
  expect([(await fetched(picture)).status, (await fetched(person.picture)).status]).toEqual([404, 404]);
});

test("what is no picture is refused, each for its reason", async () => {
  await using server = await startTestServer();
  const [ana] = await people(server, "Ana");
  const photo = await telltalePhoto(30, 20);
  const vast = Buffer.concat([await new Bun.Image(photo).png().bytes()]);
  vast.writeUInt32BE(60_000, 16);
  vast.writeUInt32BE(60_000, 20);
  const text = (content: string) => new TextEncoder().encode(content);
  for (const [body, code] of [
    [text("<svg onload=alert(1)>"), "picture_type"],
    [text("%PDF-1.7"), "picture_type"],
    [new Uint8Array(), "picture_type"],
    [text("GIF89a"), "picture_broken"],
    [(await new Bun.Image(photo).png().bytes()).subarray(0, 40), "picture_broken"],
    [vast, "picture_broken"],
    [new Uint8Array(5 * 1024 * 1024 + 1), "too_large"],
  ] as const) {
    const answer = await ana.fetch("account.set_picture", {}, { body: body as never });
    expect(await answer.json()).toMatchObject({ code });
  }
  expect(await ana.call("account.get", {})).toMatchObject({ picture: null });
});
