import { afterAll, beforeAll, expect, test } from "bun:test";
import { Browser, codeOf } from "#testkit/browser.ts";
import { RawPerson, RawSocket } from "#testkit/raw-client.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";

let server: TestServer;
let ana: Browser;
beforeAll(async () => {
  server = await startTestServer({ unlimited: true });
  ana = new Browser(server.url);
  await ana.register("ana");
});
afterAll(() => server[Symbol.asyncDispose]());

const cookieHeader = () => `parlor_session=${ana.cookies.parlor_session}`;
const change = (headers: Record<string, string>) =>
  fetch(`${server.url}/api/account.update`, {
    method: "POST",
    body: JSON.stringify({ display_name: "Ana" }),
    headers: { "content-type": "application/json", ...headers },
  });

test("tokens in cookies are out of reach of scripts and of other sites, and not in the answer", async () => {
  const browser = new Browser(server.url);
  const answer = await browser.login("ana");
  expect(await answer.json()).toMatchObject({ access_token: null, refresh_token: null, account: { username: "ana" } });
  for (const name of ["parlor_session", "parlor_refresh"]) {
    expect(browser.cookie(name)).toMatchObject({ httpOnly: true, sameSite: "strict", secure: false });
  }
  expect(browser.cookie("parlor_session")?.path).toBe("/");
  expect(browser.cookie("parlor_refresh")?.path).toBe("/api/auth.refresh");
});

test("behind TLS they travel encrypted only, and the browser is told to stay with it", async () => {
  await using secure = await startTestServer({ env: { PUBLIC_URL: "https://chat.example.org" } });
  const browser = new Browser(secure.url, "https://chat.example.org");
  const answer = await browser.register("ana");
  expect(answer.status).toBe(200);
  expect(browser.cookie("parlor_session")?.secure).toBe(true);
  expect(browser.cookie("parlor_refresh")?.secure).toBe(true);
  expect(answer.headers.get("strict-transport-security")).toBe("max-age=31536000");
  expect(await codeOf(await new Browser(secure.url, secure.url).register("bob"))).toBe("wrong_origin");
});

test("the cookie signs in, and may change things from our own page", async () => {
  expect(await (await ana.get("account.get")).json()).toMatchObject({ username: "ana" });
  expect((await change({ cookie: cookieHeader(), origin: server.url })).status).toBe(200);
});

test.each(["https://evil.example", "null", "http://127.0.0.1", "http://localhost:3000", ""])(
  "with our cookie from %p nothing can be changed",
  async (origin) => {
    const answer = await change({ cookie: cookieHeader(), origin });
    expect([answer.status, await codeOf(answer)]).toEqual([403, "wrong_origin"]);
  },
);

test("nor without naming an origin", async () => {
  expect(await codeOf(await change({ cookie: cookieHeader() }))).toBe("wrong_origin");
  expect(await codeOf(await change({ cookie: `parlor_refresh=${ana.cookies.parlor_refresh}` }))).toBe("wrong_origin");
});

test("another site cannot sign a visitor in either", async () => {
  const evil = new Browser(server.url, "https://evil.example");
  expect(await codeOf(await evil.login("ana"))).toBe("wrong_origin");
  expect(await codeOf(await evil.post("auth.logout", {}))).toBe("wrong_origin");
  expect(evil.cookies).toEqual({});
});

test("a bearer token is sent on purpose, so it may come from anywhere", async () => {
  const bo = await RawPerson.register(server.url, "bob");
  const answer = await change({ authorization: `Bearer ${bo.access_token}`, origin: "https://elsewhere.example" });
  expect(answer.status).toBe(200);
});

test("it wins over a cookie beside it", async () => {
  const cy = await RawPerson.register(server.url, "cyd");
  const answer = await fetch(`${server.url}/api/account.get`, {
    headers: { authorization: `Bearer ${cy.access_token}`, cookie: cookieHeader() },
  });
  expect(await answer.json()).toMatchObject({ username: "cyd" });
});

test("a socket opens with the cookie from our own page only", async () => {
  await using socket = await RawSocket.open(server.url, ana.socketHeaders());
  expect(socket.ready.account?.username).toBe("ana");
  for (const origin of ["https://evil.example", "null", null]) {
    const headers = { cookie: cookieHeader(), ...(origin !== null && { origin }) };
    expect(RawSocket.open(server.url, headers)).rejects.toThrow();
    const answer = await fetch(`${server.url}/ws`, { headers: { ...headers, upgrade: "websocket", connection: "Upgrade" } });
    expect([answer.status, await codeOf(answer)]).toEqual([403, "wrong_origin"]);
  }
});

test("signing out takes the cookies away and ends the session", async () => {
  const browser = new Browser(server.url);
  await browser.login("ana");
  const thief = browser.copy();
  expect((await browser.post("auth.logout", {})).status).toBe(200);
  expect(browser.cookies).toEqual({});
  expect(await codeOf(await thief.get("account.get"))).toBe("session_expired");
  expect(await codeOf(await thief.post("auth.refresh", {}))).toBe("session_expired");
  expect(thief.cookies).toEqual({});
});

test("signing out needs no session", async () => {
  expect((await new Browser(server.url).post("auth.logout", {})).status).toBe(200);
});

test("an access cookie that has lapsed says so, and the refresh cookie brings a new one", async () => {
  await using other = await startTestServer();
  const browser = new Browser(other.url);
  await browser.register("ana");
  other.advance(16 * 60_000);
  expect(await codeOf(await browser.get("account.get"))).toBe("session_expired");
  const answer = await browser.post("auth.refresh", {});
  expect(await answer.json()).toMatchObject({ access_token: null, refresh_token: null });
  expect((await browser.get("account.get")).status).toBe(200);
});

test("without a refresh token there is nothing to refresh", async () => {
  expect(await codeOf(await new Browser(server.url).post("auth.refresh", {}))).toBe("not_signed_in");
});
