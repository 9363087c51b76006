import { expect, test } from "bun:test";
import { fakeAuth, fakeKdf, RawPerson, refusalOf } from "#testkit/raw-client.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";

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

test("who is blocked cannot find, ask or see, and cannot tell it from silence", async () => {
  await using server = await startTestServer();
  const [ana, bo] = await people(server, "Ana", "Bo_");
  await befriend(ana, bo);
  await using anas = await ana.connect();
  await anas.resume();
  await ana.call("contact.block", { user: id(bo) });
  expect(await refusalOf(ana.call("contact.block", { user: id(ana) }))).toMatchObject({ code: "block_self" });
  expect((await bo.call("contact.list", {})).contacts).toEqual([]);
  expect((await bo.call("user.search", { q: "Ana" })).users).toEqual([]);
  expect(await refusalOf(bo.call("user.get", { user: id(ana) }))).toEqual(
    await refusalOf(bo.call("user.get", { user: "01890000-0000-7000-8000-000000000000" as never })),
  );
  const request = await bo.call("friend.request", { username: "Ana" });
  expect(request).toMatchObject({ direction: "outgoing", person: { id: ana.id } });
  expect((await bo.call("friend.list", {})).requests).toHaveLength(1);
  expect((await ana.call("friend.list", {})).requests).toEqual([]);
  expect(await refusalOf(ana.call("friend.accept", { request: request.id }))).toMatchObject({ code: "request_not_found" });
  expect(await refusalOf(ana.call("friend.request", { username: "Bo_" }))).toMatchObject({ code: "you_blocked" });
  expect((await ana.call("contact.blocked", {})).blocked).toMatchObject([{ person: { id: bo.id } }]);
  expect(anas.events.filter(({ event }) => event === "friend.requested")).toEqual([]);
  await ana.call("contact.unblock", { user: id(bo) });
  expect(await refusalOf(ana.call("contact.unblock", { user: id(bo) }))).toMatchObject({ code: "not_blocked" });
  expect((await bo.call("user.search", { q: "Ana" })).users).toHaveLength(1);
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

test("a deleted account leaves nothing but emptied messages, and those of others stay", async () => {
  await using server = await startTestServer();
  const [ana, bo] = await people(server, "Ana", "Bo_");
  await befriend(ana, bo);
  await using anas = await ana.connect();
  const lobby = (await anas.resume()).conversations[0]?.conversation.id ?? "";
  await using bos = await bo.connect();
  await bos.send(lobby, "a secret of Bo");
  await anas.send(lobby, "a word of Ana");
  await bo.call("account.update", { email: "bo@example.org", bio: "Bo was here" });
  expect(await refusalOf(bo.call("account.delete", { auth: fakeAuth("Bo_"), confirm: "delete" as never }))).toMatchObject({
    code: "invalid_input",
    field: "confirm",
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
  const file = await Bun.file(`${server.data_dir}/parlor.db-wal`).bytes();
  expect(file.byteLength).toBeGreaterThan(0);
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

test("a picture is re-encoded, and what is none is refused", async () => {
  await using server = await startTestServer();
  const [ana] = await people(server, "Ana");
  const png = await new Bun.Image(
    Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==", "base64"),
  )
    .resize(300, 200)
    .png()
    .bytes();
  const put = (body: Uint8Array) => ana.fetch("account.set_picture", {}, { body: body as never });
  for (const body of [new TextEncoder().encode("<svg onload=alert(1)>"), new Uint8Array(), png.subarray(0, 40)]) {
    expect(["picture_type", "picture_broken"]).toContain((await (await put(body)).json()).code);
  }
  expect(await (await put(new Uint8Array(5 * 1024 * 1024 + 1))).json()).toMatchObject({ code: "too_large" });
  const account = await (await put(png)).json();
  expect(account.picture).toMatch(/^\/files\/picture\/[0-9a-f]{64}\.webp$/);
  const headers = { authorization: `Bearer ${ana.access_token}` };
  const picture = await fetch(server.url + account.picture, { headers });
  expect(picture.headers.get("content-type")).toBe("image/webp");
  expect(await new Bun.Image(await picture.bytes()).metadata()).toMatchObject({ width: 512, height: 512, format: "webp" });
  expect((await fetch(server.url + account.picture)).status).toBe(401);
  await ana.call("account.remove_picture", {});
  expect((await fetch(server.url + account.picture, { headers })).status).toBe(404);
});

test("no answer about another person holds an e-mail address or a birthday", async () => {
  await using server = await startTestServer();
  const [ana, bo] = await people(server, "Ana", "Bo_");
  await bo.call("account.update", { email: "bo-marker@example.org", birth_date: "1987-06-05" });
  await befriend(ana, bo);
  const answers = JSON.stringify([
    await ana.call("user.search", { q: "Bo_" }),
    await ana.call("user.get", { user: id(bo) }),
    await ana.call("contact.list", {}),
    await ana.call("conversation.list", {}),
    await ana.call("account.export", {}),
  ]);
  expect(answers).toContain(bo.id);
  for (const marker of ["bo-marker", "1987", "06-05"]) expect(answers).not.toContain(marker);
  expect(JSON.stringify(await bo.call("account.export", {}))).toContain("bo-marker@example.org");
  expect(fakeKdf.alg).toBe("argon2id");
});
