import { expect, test } from "bun:test";
import type { Input } from "#protocol/operations/index.ts";
import { codeOf } from "#testkit/browser.ts";
import { fakeAuth, fakeKdf, RawPerson } from "#testkit/raw-client.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";

const input = (username: string, more: Partial<Input<"auth.register">> = {}): Input<"auth.register"> => ({
  username,
  kdf: fakeKdf,
  auth: fakeAuth(username),
  ...more,
});
const register = ({ url }: TestServer, given: object) => new RawPerson(url, "visitor").fetch("auth.register", given);
/** Everybody is in the lobby. */
const accountsOn = async ({ server }: TestServer) => (await server.context.store.read.conversations.lobby())?.member_count;

test("the first account becomes the administrator, the next a member", async () => {
  await using server = await startTestServer();
  const visitor = new RawPerson(server.url, "visitor");
  expect(await visitor.call("server.get", {})).toMatchObject({ needs_admin: true, registration: "open" });
  expect((await visitor.call("auth.register", input("ana"))).account).toMatchObject({
    username: "ana",
    display_name: "ana",
    role: "admin",
    email: null,
  });
  expect(
    (await visitor.call("auth.register", input("bob", { display_name: " Bo  B ", email: "bo@example.org" }))).account,
  ).toMatchObject({
    display_name: "Bo B",
    email: "bo@example.org",
    role: "member",
  });
  expect(await visitor.call("server.get", {})).toMatchObject({ needs_admin: false });
});

test("of many who register at once exactly one becomes the administrator", async () => {
  await using server = await startTestServer();
  const people = await Promise.all(Array.from({ length: 12 }, (_, index) => RawPerson.register(server.url, `person_${index}`)));
  const accounts = await Promise.all(people.map((person) => person.call("account.get", {})));
  expect(accounts.filter(({ role }) => role === "admin")).toHaveLength(1);
});

test("everyone is in the lobby, tells of it once, and starts with nothing unread", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  await using socket = await ana.connect();
  const { conversations } = await socket.resume();
  const lobby = conversations[0]!.conversation;
  const bo = await RawPerson.register(server.url, "bob");

  const message = await socket.event("message.created");
  const joined = await socket.event("member.joined");
  expect(message).toMatchObject({
    conversation: lobby.id,
    type: "system",
    sender: { kind: "system" },
    body: { notice: { kind: "joined_server", subject: { id: bo.id, name: "bob" }, actor: null } },
  });
  expect(joined).toMatchObject({
    conversation: lobby.id,
    member_count: 2,
    member: { role: "member", person: { id: bo.id, username: "bob" } },
  });
  expect([message.rev, joined.rev]).toEqual([lobby.rev + 1, lobby.rev + 2]);
  const own = (await bo.call("conversation.list", {})).conversations;
  expect(own).toMatchObject([{ kind: "lobby", unread: 0, member_count: 2, read_seq: 2 }]);
});

test("without a lobby an account is in no conversation", async () => {
  await using server = await startTestServer({ env: { LOBBY: "off" } });
  const [ana, bo] = await Promise.all([RawPerson.register(server.url, "ana"), RawPerson.register(server.url, "bob")]);
  expect((await ana.call("conversation.list", {})).conversations).toEqual([]);
  const roles = await Promise.all([ana, bo].map(async (person) => (await person.call("account.get", {})).role));
  expect(roles.sort()).toEqual(["admin", "member"]);
});

test("a name or e-mail address is taken in any letter case", async () => {
  await using server = await startTestServer({ unlimited: true });
  await register(server, input("Ana", { email: "Ana@example.org" }));
  for (const username of ["Ana", "ana", "ANA"]) {
    const answer = await register(server, input(username));
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: "username_taken", field: "username" });
  }
  expect(await (await register(server, input("bob", { email: "aNA@EXAMPLE.org" }))).json()).toMatchObject({
    code: "email_taken",
    field: "email",
  });
  expect(await accountsOn(server)).toBe(1);
});

test("of many who want one name at once exactly one gets it", async () => {
  await using server = await startTestServer({ unlimited: true });
  const answers = await Promise.all(["ana", "Ana", "ANA", "aNa", "anA"].map((name) => register(server, input(name))));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
  expect(await accountsOn(server)).toBe(1);
});

test("names that would pass for the server or its staff are reserved", async () => {
  await using server = await startTestServer({ unlimited: true });
  for (const username of ["Server", "SYSTEM", "admin", "Moderator", "parlor", "root", "everyone"]) {
    expect(await codeOf(await register(server, input(username)))).toBe("username_reserved");
  }
  expect(await accountsOn(server)).toBe(0);
});

test.each([
  ["username", { username: "an" }],
  ["username", { username: "a".repeat(21) }],
  ["username", { username: "ana b" }],
  ["username", { username: "аna" }],
  ["username", { username: "ana\u0000" }],
  ["username", { username: "ana\n" }],
  ["username", { username: "<b>ana" }],
  ["username", { username: 5 }],
  ["display_name", { display_name: "" }],
  ["display_name", { display_name: "\u200b\u202e " }],
  ["display_name", { display_name: "x".repeat(101) }],
  ["display_name", { display_name: "\ud800" }],
  ["email", { email: "ana" }],
  ["email", { email: `${"a".repeat(250)}@example.org` }],
  ["auth", { auth: "A".repeat(42) }],
  ["auth", { auth: "A".repeat(44) }],
  ["auth", { auth: "Correct horse battery staple" }],
  ["kdf.m", { kdf: { ...fakeKdf, m: 1_024 } }],
  ["kdf.t", { kdf: { ...fakeKdf, t: 1 } }],
  ["kdf.salt", { kdf: { ...fakeKdf, salt: "short" } }],
  ["kdf.alg", { kdf: { ...fakeKdf, alg: "md5" } }],
  ["delivery", { delivery: "pigeon" }],
  ["role", { role: "admin" }],
  ["password", { password: "Secret-123" }],
])("%s is refused: %p", async (field, more) => {
  await using server = await startTestServer();
  const answer = await register(server, { ...input("ana"), ...more });
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({ code: "invalid_input", field });
  expect(await accountsOn(server)).toBe(0);
});

test("a closed server takes nobody but its first account", async () => {
  await using server = await startTestServer({ env: { REGISTRATION: "closed" } });
  expect((await register(server, input("ana"))).status).toBe(200);
  const answer = await register(server, input("bob"));
  expect([answer.status, await codeOf(answer)]).toEqual([403, "registration_closed"]);
  expect(await accountsOn(server)).toBe(1);
});

test("one address cannot make accounts without end", async () => {
  await using server = await startTestServer();
  const { capacity } = server.server.context.config.rates.register;
  const answers = await Promise.all(
    Array.from({ length: capacity + 5 }, (_, index) => register(server, input(`person_${index}`))),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(capacity);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(5);
});
