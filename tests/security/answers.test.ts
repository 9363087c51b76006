import { afterAll, beforeAll, expect, test } from "bun:test";
import { limits } from "#protocol/limits.ts";
import { pagePolicy, workerPolicy } from "#server/http/security-headers.ts";
import type { SiteFile } from "#server/http/site.ts";
import { Browser } from "#testkit/browser.ts";
import { fakeAuth, RawPerson } from "#testkit/raw-client.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";

/** Whatever the server says, it says it under the same precautions, and nothing of its inside gets out. */

const file = (path: string, text: string): SiteFile => ({ path, bytes: new TextEncoder().encode(text) });
const site = [
  file("/index.html", "<!doctype html><title>Parlor</title>"),
  file("/sw.js", "self.x = 1;"),
  file("/theme.js", "self.t = 1;"),
  file("/manifest.webmanifest", "{}"),
  file("/assets/main-abc123.js", "export {};"),
  file("/assets/main-abc123.css", "body{}"),
  file("/workers/derive-abc123.js", "self.y = 2;"),
];

let server: TestServer;
let ana: RawPerson;

beforeAll(async () => {
  server = await startTestServer({ site });
  ana = await RawPerson.register(server.url, "Ana");
});

afterAll(() => server[Symbol.asyncDispose]());

const json = { "content-type": "application/json" };
const post = (op: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/api/${op}`, { method: "POST", body, headers: { ...json, ...headers } });
const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers });

const asAna = () => ({ authorization: `Bearer ${ana.access_token}` });
const upgrade = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

/** One of each kind of answer there is, with the status that makes it that kind. */
const kinds: Record<string, readonly [number, () => Promise<Response>]> = {
  "the page": [200, () => get("/", { accept: "text/html" })],
  "the page at an address of the router": [200, () => get("/sign-in", { accept: "text/html" })],
  "a file that is known already": [304, () => get("/", { "if-none-match": "*" })],
  "a script": [200, () => get("/assets/main-abc123.js")],
  "a style sheet": [200, () => get("/assets/main-abc123.css")],
  "the script that runs before the page": [200, () => get("/theme.js")],
  "a worker": [200, () => get("/workers/derive-abc123.js")],
  "the service worker": [200, () => get("/sw.js")],
  "the manifest": [200, () => get("/manifest.webmanifest")],
  "a file that is not there": [404, () => get("/assets/gone.js")],
  "the reference": [200, () => get("/docs")],
  "its style sheet": [200, () => get("/docs/reference.css")],
  OpenAPI: [200, () => get("/api/openapi.json")],
  health: [200, () => get("/health")],
  readiness: [200, () => get("/ready")],
  "an operation": [200, () => get("/api/server.get")],
  "an operation with an account": [200, () => get("/api/account.get", asAna())],
  "a sign-in with cookies": [
    200,
    () => post("auth.login", JSON.stringify({ login: "Ana", auth: fakeAuth("Ana"), delivery: "cookie" }), { origin: server.url }),
  ],
  "a method that is not allowed": [405, () => get("/api/auth.logout")],
  "a method for a page": [405, () => fetch(server.url, { method: "POST" })],
  "an unknown operation": [404, () => get("/api/nothing.at_all")],
  "a body that is no JSON": [400, () => post("auth.login", "{")],
  "not signed in": [401, () => get("/api/account.get")],
  "another site": [403, () => post("auth.logout", "{}", { origin: "https://evil.example" })],
  "too large": [413, () => post("auth.login", " ".repeat(300 * 1024))],
  "a wrong type": [415, () => post("auth.login", "{}", { "content-type": "text/plain" })],
  "a wrong field": [422, () => post("auth.login", "{}")],
  "a socket that is refused": [401, () => get("/ws", upgrade)],
  "a socket for another site": [
    403,
    () => get("/ws", { ...upgrade, cookie: "parlor_session=x", origin: "https://evil.example" }),
  ],
  "no socket at all": [400, () => get("/ws", asAna())],
};

test.each(Object.keys(kinds))("%s comes with every header", async (kind) => {
  const [status = 0, ask] = kinds[kind] ?? [];
  const answer = await ask?.();
  expect(answer?.status).toBe(status);
  const { headers } = answer as Response;
  expect(Object.fromEntries(headers)).toMatchObject({
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": expect.stringContaining("microphone=()"),
  });
  const policy = headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe-inline");
  expect(policy).not.toMatch(/'unsafe-eval'|\*|https?:/);
  for (const name of ["access-control-allow-origin", "server", "x-powered-by"]) expect(headers.get(name)).toBeNull();
  if (status >= 400) expect(headers.get("cache-control")).toBe("no-store");
});

test("pages may run our files and nothing else; only the worker that derives keys may run WebAssembly", async () => {
  for (const path of ["/", "/sign-in", "/docs"]) {
    expect((await get(path, { accept: "text/html" })).headers.get("content-security-policy")).toBe(pagePolicy);
  }
  expect(pagePolicy).toContain("require-trusted-types-for 'script'");
  expect(pagePolicy).toContain("frame-ancestors 'none'");
  expect(pagePolicy).toContain("script-src 'self';");
  expect((await get("/workers/derive-abc123.js")).headers.get("content-security-policy")).toBe(workerPolicy);
});

test("answers about people stay out of caches, files with a hash stay in them", async () => {
  for (const path of ["/api/server.get", "/api/account.get", "/health", "/ready"]) {
    expect((await get(path, asAna())).headers.get("cache-control")).toBe("no-store");
  }
  expect((await get("/")).headers.get("cache-control")).toBe("no-cache");
  expect((await get("/assets/main-abc123.js")).headers.get("cache-control")).toContain("immutable");
});

test("cookies are out of reach of scripts, of other sites and of other addresses", async () => {
  const browser = new Browser(server.url);
  await browser.login("Ana");
  expect(browser.cookie("parlor_session")).toMatchObject({ httpOnly: true, sameSite: "strict", path: "/" });
  expect(browser.cookie("parlor_refresh")).toMatchObject({ httpOnly: true, sameSite: "strict", path: "/api/auth.refresh" });
  await using secure = await startTestServer({ env: { PUBLIC_URL: "https://chat.example" } });
  const outside = new Browser(secure.url, "https://chat.example");
  const { headers } = await outside.register("Ana");
  for (const name of ["parlor_session", "parlor_refresh"]) expect(outside.cookie(name)?.secure).toBe(true);
  for (const cookie of headers.getSetCookie()) expect(cookie).not.toMatch(/domain=/i);
  expect(headers.get("strict-transport-security")).toContain("max-age=31536000");
});

test("a stolen refresh token is noticed, and thief and owner are both cut at once", async () => {
  const owner = await RawPerson.login(server.url, "Ana");
  const thief = new RawPerson(server.url, "thief", "", owner.refresh_token);
  const stolen = await thief.call("auth.refresh", { refresh_token: owner.refresh_token });
  thief.access_token = stolen.access_token ?? "";
  await using socket = await thief.connect();
  server.advance(limits.refresh_grace_ms + 1_000);
  const late = await owner.fetch("auth.refresh", { refresh_token: owner.refresh_token });
  expect(await late.json()).toMatchObject({ code: "refresh_reused" });
  expect((await socket.closed).code).toBe(4001);
  for (const person of [owner, thief]) expect((await person.fetch("account.get", {})).status).toBe(401);
  const again = await thief.fetch("auth.refresh", { refresh_token: stolen.refresh_token ?? "" });
  expect(again.status).toBe(401);
  expect((await ana.fetch("account.get", {})).status).toBe(200);
});

test("when something breaks inside, neither door tells what", async () => {
  await using broken = await startTestServer();
  const bo = await RawPerson.register(broken.url, "Bo_");
  await using socket = await bo.connect();
  const secret = "SELECT auth_hash FROM accounts at /srv/parlor/server/store.ts:1:1";
  const { read } = broken.server.context.store;
  Object.assign(read.members, { listFor: () => Promise.reject(new Error(secret)) });
  const answer = await bo.fetch("conversation.list", {});
  expect(answer.status).toBe(500);
  const overHttp = await answer.json();
  expect(overHttp).toMatchObject({ code: "internal", retry: "after" });
  const onSocket = await socket.request("conversation.list", {}).catch((error: { problem: object }) => error.problem);
  expect(onSocket).toMatchObject({ code: "internal" });
  for (const told of [overHttp, onSocket]) expect(JSON.stringify(told)).not.toMatch(/SELECT|store\.ts|stack|srv/);
  expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(await socket.request("server.get", {})).toMatchObject({ protocol: 1 });
});
