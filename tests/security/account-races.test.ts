import { expect, test } from "bun:test";
import type { PasswordHasher } from "#server/passwords.ts";
import { codeOf } from "#testkit/browser.ts";
import { fakeAuth, fakeKdf, RawGuest, RawPerson, RefusedError, refusalOf } from "#testkit/raw-client.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";

/** What happens while a password is being checked or hashed, which takes a while and may have to wait its turn. */

/** Holds such work back once it is done, until as many as expected have come that far and `go` is called. */
function holdPasswords({ server }: TestServer, kind: "hash" | "verify", expected = 1) {
  const { context } = server;
  const { passwords } = context;
  const [reached, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let held = 0;
  const hold = async <T>(work: Promise<T>): Promise<T> => {
    const value = await work;
    held++;
    if (held === expected) reached.resolve();
    if (held <= expected) await go.promise;
    return value;
  };
  const slow: Partial<PasswordHasher> =
    kind === "hash"
      ? { hash: (auth) => hold(passwords.hash(auth)) }
      : { verify: (auth, hash) => hold(passwords.verify(auth, hash)) };
  Object.assign(context, { passwords: { ...passwords, ...slow } });
  return { reached: reached.promise, go: go.resolve };
}

/** What became of each: the code of its refusal, or "done". */
function outcomes(work: readonly Promise<unknown>[]): Promise<string[]> {
  return Promise.all(
    work.map((one) =>
      one.then(
        () => "done",
        (error: unknown) => (error instanceof RefusedError ? error.problem.code : String(error)),
      ),
    ),
  );
}

const newKdf = { ...fakeKdf, salt: "BBBBBBBBBBBBBBBBBBBBBB" };
const accounts = ({ server }: TestServer) => server.context.store;

test("a sign-in under way when the password changes gets nothing", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "Ana");
  const held = holdPasswords(server, "verify");
  const login = refusalOf(RawPerson.login(server.url, "Ana"));
  await held.reached;
  await ana.call("account.change_password", { old_auth: fakeAuth("Ana"), kdf: newKdf, auth: fakeAuth("fresh") });
  held.go();
  expect(await login).toMatchObject({ code: "wrong_credentials" });
  expect((await ana.call("session.list", {})).sessions).toHaveLength(1);
  expect((await RawPerson.login(server.url, "Ana", fakeAuth("fresh"))).id).toBe(ana.id);
});

test.each([
  ["blocked by staff", { blocked_at: 1 }, "account_blocked"],
  ["put to sleep", { deactivated_at: 1 }, "account_deactivated"],
] as const)("nor when the account is %s meanwhile", async (_, change, code) => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "Ana");
  const held = holdPasswords(server, "verify");
  const login = refusalOf(RawPerson.login(server.url, "Ana"));
  await held.reached;
  await accounts(server).write((tables) => tables.accounts.update(ana.id as never, change));
  held.go();
  expect(await login).toMatchObject({ code });
});

test("nor when it is deleted, or asks for a second factor by then", async () => {
  await using server = await startTestServer();
  await RawPerson.register(server.url, "Ana");
  const bo = await RawPerson.register(server.url, "Bo_");
  const deleting = holdPasswords(server, "verify");
  const first = refusalOf(RawPerson.login(server.url, "Bo_"));
  await deleting.reached;
  await bo.call("account.delete", { auth: fakeAuth("Bo_"), confirm: "DELETE" });
  deleting.go();
  expect(await first).toMatchObject({ code: "wrong_credentials" });

  const cy = await RawPerson.register(server.url, "Cy_");
  const held = holdPasswords(server, "verify");
  const second = refusalOf(RawPerson.login(server.url, "Cy_"));
  await held.reached;
  const totp = { secret: "sealed", confirmed_at: 1, last_step: 0, recovery: [] };
  await accounts(server).write((tables) => tables.accounts.update(cy.id as never, { totp }));
  held.go();
  expect(await second).toMatchObject({ code: "totp_required" });
});

test("a stolen session cannot delete or put to sleep an account with a password that has just been changed", async () => {
  await using server = await startTestServer();
  await RawPerson.register(server.url, "Ana");
  const bo = await RawPerson.register(server.url, "Bo_");
  for (const [op, input] of [
    ["account.delete", { auth: fakeAuth("Bo_"), confirm: "DELETE" }],
    ["account.deactivate", { auth: fakeAuth("Bo_") }],
    ["account.setup_totp", { auth: fakeAuth("Bo_") }],
  ] as const) {
    const held = holdPasswords(server, "verify");
    const attempt = bo.fetch(op, input);
    await held.reached;
    await accounts(server).write((tables) => tables.accounts.update(bo.id as never, { auth_hash: `changed before ${op}` }));
    held.go();
    expect([op, await codeOf(await attempt)]).toEqual([op, "wrong_credentials"]);
    const auth_hash = await Bun.password.hash(fakeAuth("Bo_"), { algorithm: "bcrypt", cost: 4 });
    await accounts(server).write((tables) => tables.accounts.update(bo.id as never, { auth_hash }));
  }
  expect(await accounts(server).read.accounts.get(bo.id as never)).toMatchObject({ deactivated_at: null, totp: null });
});

async function withSecondFactor(server: TestServer): Promise<string[]> {
  const ana = await RawPerson.register(server.url, "Ana");
  const { secret } = await ana.call("account.setup_totp", { auth: fakeAuth("Ana") });
  const { generate } = await import("otplib");
  const code = await generate({ secret, epoch: Math.floor(Date.now() / 1_000) });
  return (await ana.call("account.confirm_totp", { code })).recovery_codes;
}

const loginWith = ({ url }: TestServer, totp = "") =>
  new RawPerson(url, "").call("auth.login", { login: "Ana", auth: fakeAuth("Ana"), totp });

test("one recovery code lets one in, however many come with it at once", async () => {
  await using server = await startTestServer();
  const [code] = await withSecondFactor(server);
  const held = holdPasswords(server, "verify", 3);
  const logins = outcomes([1, 2, 3].map(() => loginWith(server, code)));
  await held.reached;
  held.go();
  expect((await logins).sort()).toEqual(["done", "wrong_totp", "wrong_totp"]);
  expect(await refusalOf(loginWith(server, code))).toMatchObject({ code: "wrong_totp" });
});

test("two recovery codes at once are both spent", async () => {
  await using server = await startTestServer();
  const [one, other] = await withSecondFactor(server);
  const held = holdPasswords(server, "verify", 2);
  const logins = outcomes([loginWith(server, one), loginWith(server, other)]);
  await held.reached;
  held.go();
  expect(await logins).toEqual(["done", "done"]);
  for (const code of [one, other]) expect(await refusalOf(loginWith(server, code))).toMatchObject({ code: "wrong_totp" });
});

async function guestIn(server: TestServer, nickname = "Di"): Promise<RawGuest> {
  return RawGuest.createRoom(server.url, { nickname });
}

test("of two upgrades of one guest at once one makes the account, and the other is told no untruth", async () => {
  await using server = await startTestServer();
  await RawPerson.register(server.url, "Ana");
  const di = await guestIn(server);
  const held = holdPasswords(server, "hash", 2);
  const upgrades = outcomes([di.upgrade("Di_one"), di.upgrade("Di_two")]);
  await held.reached;
  held.go();
  expect((await upgrades).sort()).toEqual(["done", "session_expired"]);
  const made = await Promise.all(["Di_one", "Di_two"].map((name) => accounts(server).read.accounts.findByLogin(name)));
  expect(made.filter(Boolean).map((account) => account?.id as string)).toEqual([di.id]);
  expect(await accounts(server).read.sessions.listActive(di.id as never, Date.now())).toHaveLength(1);
});

test("a guest who upgrades first of all is the administrator, as whoever registers first", async () => {
  await using server = await startTestServer({ env: { REGISTRATION: "closed" } });
  const [di, eve] = [await guestIn(server), await guestIn(server, "Eve")];
  expect(await (await di.upgrade("Di_")).call("account.get", {})).toMatchObject({ role: "admin" });
  expect(await refusalOf(eve.upgrade("Eve"))).toMatchObject({ code: "registration_closed" });
  expect(await new RawPerson(server.url, "").call("server.get", {})).toMatchObject({ needs_admin: false });
});

test("of a registration and an upgrade at once one is the administrator", async () => {
  await using server = await startTestServer();
  const di = await guestIn(server);
  const held = holdPasswords(server, "hash", 2);
  const both = [di.upgrade("Di_"), RawPerson.register(server.url, "Ana")];
  await held.reached;
  held.go();
  const roles = (await Promise.all(both)).map(async (person) => (await person.call("account.get", {})).role);
  expect((await Promise.all(roles)).sort()).toEqual(["admin", "member"]);
});

test("upgrades take from the address's registrations, whoever the guest is", async () => {
  await using server = await startTestServer({ unlimited: true });
  Object.assign(server.server.context.config.rates, { register: { capacity: 3, refill_ms: 3_600_000 } });
  await RawPerson.register(server.url, "Ana");
  for (const name of ["Bo_", "Cy_"]) await (await guestIn(server, name)).upgrade(name);
  expect(await refusalOf((await guestIn(server, "Di")).upgrade("Di_"))).toMatchObject({ code: "rate_limited" });
  expect(await refusalOf(RawPerson.register(server.url, "Di_"))).toMatchObject({ code: "rate_limited" });
});

test("whose an e-mail address is cannot be tried out for long, from one account or from several", async () => {
  await using server = await startTestServer();
  const [ana, bo, cy] = [
    await RawPerson.register(server.url, "Ana"),
    await RawPerson.register(server.url, "Bo_"),
    await RawPerson.register(server.url, "Cy_"),
  ];
  await cy.call("account.update", { email: "cy@example.org" });
  const attempt = async (person: RawPerson) => codeOf(await person.fetch("account.update", { email: "CY@example.org" }));
  const codes: (string | null)[] = [];
  for (let n = 0; n < 10; n++) codes.push(await attempt(ana), await attempt(bo));
  expect(codes.filter((code) => code === "email_taken")).toHaveLength(19);
  expect(codes.at(-1)).toBe("rate_limited");
  // A form that sends the address one has, and whatever else of the profile, goes on.
  expect(await codeOf(await cy.fetch("account.update", { email: "cy@example.org", bio: "Tea" }))).toBeNull();
  expect(await codeOf(await cy.fetch("account.update", { email: null }))).toBeNull();
  expect(await codeOf(await ana.fetch("account.update", { bio: "Coffee" }))).toBeNull();
});

test("setting room passwords keeps nobody from signing in", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "Ana");
  const { id } = await ana.call("room.create", { name: "Tea" });
  const attempts = Array.from({ length: 40 }, () => ana.fetch("conversation.update", { conversation: id, password: "tea" }));
  const codes = await Promise.all(attempts.map(async (answer) => codeOf(await answer)));
  expect(codes.filter((code) => code === null)).toHaveLength(10);
  expect(codes.filter((code) => code === "rate_limited")).toHaveLength(30);
  expect((await RawPerson.login(server.url, "Ana")).id).toBe(ana.id);
  // What costs no work is not held up.
  expect(await codeOf(await ana.fetch("conversation.update", { conversation: id, password: null, name: "Coffee" }))).toBeNull();
});
