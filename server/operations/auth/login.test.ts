import { expect, test } from "bun:test";
import { codeOf } from "#testkit/browser.ts";
import { fakeAuth, RawPerson } from "#testkit/raw-client.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";

const tryLogin = ({ url }: TestServer, login: string, auth = fakeAuth(login), headers: Record<string, string> = {}) =>
  fetch(`${url}/api/auth.login`, {
    method: "POST",
    body: JSON.stringify({ login, auth }),
    headers: { "content-type": "application/json", ...headers },
  });

test("by username or e-mail address, in any letter case", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  await ana.call("account.update", { email: "Ana@example.org" });
  for (const login of ["ana", "ANA", "ana@example.org", "ANA@EXAMPLE.ORG"]) {
    expect((await RawPerson.login(server.url, login, fakeAuth("ana"))).id).toBe(ana.id);
  }
});

test("an unknown name and a wrong password get one and the same answer", async () => {
  await using server = await startTestServer();
  await RawPerson.register(server.url, "ana");
  const wrong = await tryLogin(server, "ana", fakeAuth("guess"));
  const unknown = await tryLogin(server, "nobody");
  expect([wrong.status, unknown.status]).toEqual([401, 401]);
  const answer = await wrong.json();
  expect(answer).toMatchObject({ code: "wrong_credentials" });
  expect(await unknown.json()).toEqual(answer);
});

test("so does asking how to derive a key", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  const real = await ana.call("auth.prelogin", { login: "ana" });
  const unknown = await ana.call("auth.prelogin", { login: "nobody" });
  expect(Object.keys(unknown.kdf)).toEqual(Object.keys(real.kdf));
  expect({ ...unknown.kdf, salt: "" }).toEqual({ ...real.kdf, salt: "" });
  expect(await ana.call("auth.prelogin", { login: "NOBODY" })).toEqual(unknown);
  expect(await ana.call("auth.prelogin", { login: "ANA" })).toEqual(real);
});

test("ten tries for a name from one address, right or wrong, in any letter case", async () => {
  await using server = await startTestServer();
  await RawPerson.register(server.url, "ana");
  for (let i = 0; i < 10; i++)
    expect(await codeOf(await tryLogin(server, i % 2 ? "ana" : "ANA", fakeAuth("guess")))).toBe("wrong_credentials");
  const refused = await tryLogin(server, "ana");
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await tryLogin(server, "bob")).status).toBe(401);
});

test("an unknown name runs out of tries just the same", async () => {
  await using server = await startTestServer();
  for (let i = 0; i < 10; i++) expect(await codeOf(await tryLogin(server, "nobody"))).toBe("wrong_credentials");
  expect(await codeOf(await tryLogin(server, "nobody"))).toBe("rate_limited");
});

test("over all names one address has a hundred tries, and cannot change its address by saying so", async () => {
  await using server = await startTestServer();
  const codes: (string | null)[] = [];
  for (let i = 0; i < 101; i++) {
    codes.push(await codeOf(await tryLogin(server, `person_${i}`, undefined, { "x-forwarded-for": `198.51.100.${i}` })));
  }
  expect(codes.filter((code) => code === "wrong_credentials")).toHaveLength(100);
  expect(codes.at(-1)).toBe("rate_limited");
});

test("behind a trusted proxy each address has its own tries", async () => {
  await using server = await startTestServer({ env: { TRUST_PROXY: "loopback" } });
  const from = (address: string) => tryLogin(server, "ana", undefined, { "x-forwarded-for": address });
  for (let i = 0; i < 11; i++) await from("2001:db8::1");
  expect((await from("2001:db8::1")).status).toBe(429);
  expect((await from("2001:db8::2")).status).toBe(429);
  expect((await from("2001:db8:0:1::1")).status).toBe(401);
});

test("a blocked account is told so only with the right password", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  await server.server.context.store.write(({ accounts }) => accounts.update(ana.id as never, { blocked_at: 1 }));
  expect(await codeOf(await tryLogin(server, "ana"))).toBe("account_blocked");
  expect(await codeOf(await tryLogin(server, "ana", fakeAuth("guess")))).toBe("wrong_credentials");
  expect(await codeOf(await ana.fetch("account.get", {}))).toBe("account_blocked");
  expect(await codeOf(await ana.fetch("auth.refresh", { refresh_token: ana.refresh_token }))).toBe("account_blocked");
});

test("the other devices hear of a new sign-in", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  await using socket = await ana.connect();
  await socket.resume();
  await tryLogin(server, "ana", undefined, {
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  });
  expect(await socket.event("notice")).toMatchObject({ kind: "sign_in", text: "New sign-in: Firefox on Linux." });
});

test.each([
  { login: "" },
  { login: "x".repeat(255) },
  { login: "ana\u0000" },
  { login: ["ana"] },
  { login: { $ne: "" } },
  { auth: "short" },
])("%p is refused before any work is done", async (more) => {
  await using server = await startTestServer();
  const body = JSON.stringify({ login: "ana", auth: fakeAuth("ana"), ...more });
  const answer = await fetch(`${server.url}/api/auth.login`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json" },
  });
  expect(answer.status).toBe(422);
});
