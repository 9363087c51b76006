import { afterAll, beforeAll, expect, test } from "bun:test";
import { limits } from "#protocol/limits.ts";
import { codeOf } from "#testkit/browser.ts";
import { fakeAuth, RawPerson } from "#testkit/raw-client.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";

let server: TestServer;
let ana: RawPerson;
beforeAll(async () => {
  server = await startTestServer();
  ana = await RawPerson.register(server.url, "ana");
});
afterAll(() => server[Symbol.asyncDispose]());

const json = { "content-type": "application/json" };
const post = (op: string, body: BodyInit, headers: Record<string, string> = json) =>
  fetch(`${server.url}/api/${op}`, { method: "POST", body, headers });
const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers });

test("what reads is a GET, what changes a POST, and anything else names the right one", async () => {
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "HEAD"]) {
    const answer = await fetch(`${server.url}/api/server.get`, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("GET");
  }
  const answer = await get("/api/auth.login");
  expect(answer.headers.get("allow")).toBe("POST");
  expect(await codeOf(answer)).toBe("method_not_allowed");
});

test("an operation that does not exist is a problem, not a page", async () => {
  for (const name of ["nothing.here", "", "server.get/", "Server.get", "__proto__", "constructor", "..%2fserver.get"]) {
    const answer = await get(`/api/${name}`, { accept: "text/html" });
    expect(answer.status).toBe(404);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({
      type: "/docs#unknown_operation",
      title: "There is no such operation.",
      status: 404,
      code: "unknown_operation",
      retry: "no",
    });
  }
});

test("an operation of the socket says so", async () => {
  const answer = await ana.fetch("sync.resume", { cursor: null });
  expect([answer.status, await codeOf(answer)]).toEqual([400, "socket_only"]);
});

test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx"])(
  "a body of type %s is refused, since a form on another site could send it",
  async (type) => {
    const answer = await post("auth.login", JSON.stringify({ login: "ana", auth: fakeAuth("ana") }), { "content-type": type });
    expect([answer.status, await codeOf(answer)]).toEqual([415, "wrong_content_type"]);
  },
);

test.each(["", " ", "{", "null", "[]", '"text"', "1", "[".repeat(200_000), '{"a":1}x', "\ufeff"])(
  "the body %.20s is refused",
  async (body) => {
    const answer = await post("auth.login", body);
    expect([answer.status, await codeOf(answer)]).toEqual([400, "bad_request"]);
  },
);

test("a body that is not UTF-8 is refused", async () => {
  const answer = await post("auth.login", new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]));
  expect(await codeOf(answer)).toBe("bad_request");
});

test("the type may name its charset", async () => {
  expect((await post("auth.logout", "{}", { "content-type": "Application/JSON; charset=utf-8" })).status).toBe(200);
});

test("a field nobody knows is refused and named", async () => {
  const answer = await post("auth.login", JSON.stringify({ login: "ana", auth: fakeAuth("ana"), admin: true }));
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({ code: "invalid_input", field: "admin" });
  expect(await (await get("/api/server.get?x=1")).json()).toMatchObject({ code: "invalid_input", field: "x" });
  expect(await codeOf(await post("auth.logout", '{"__proto__":{"a":1}}'))).toBe("invalid_input");
});

test("a parameter given twice is refused and named", async () => {
  expect(await (await get("/api/auth.prelogin?login=ana&login=bo")).json()).toMatchObject({
    code: "bad_request",
    field: "login",
  });
});

test("a body above the limit is refused, declared or not", async () => {
  const large = JSON.stringify({ login: "x".repeat(300 * 1024) });
  expect(await codeOf(await post("auth.login", large))).toBe("too_large");
  const stream = new ReadableStream({
    start(controller) {
      for (let sent = 0; sent < large.length; sent += 65_536)
        controller.enqueue(new TextEncoder().encode(large.slice(sent, sent + 65_536)));
      controller.close();
    },
  });
  expect(await codeOf(await post("auth.login", stream))).toBe("too_large");
  const padded = (size: number) => `{"login":"${"x".repeat(size - 12)}"}`;
  expect(await codeOf(await post("auth.login", padded(limits.request_bytes)))).toBe("invalid_input");
  expect(await codeOf(await post("auth.login", padded(limits.request_bytes + 1)))).toBe("too_large");
});

test("without signing in, nothing of an account can be reached", async () => {
  for (const headers of [
    {},
    { authorization: "Basic YW5hOnNlY3JldA==" },
    { authorization: "Bearer" },
    { authorization: ana.access_token },
  ]) {
    const answer = await get("/api/account.get", headers as Record<string, string>);
    expect([answer.status, await codeOf(answer)]).toEqual([401, "not_signed_in"]);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
  }
});

test("a changed or made-up token is no sign-in", async () => {
  const [header = "", payload = "", signature = ""] = ana.access_token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const forged = [
    `${header}.${encode({ ...claims, exp: claims.exp + 9_999 })}.${signature}`,
    `${encode({ alg: "none", typ: "JWT" })}.${payload}.`,
    `${header}.${payload}.${signature.slice(0, -2)}AA`,
    "x",
  ];
  for (const token of forged)
    expect(await codeOf(await get("/api/account.get", { authorization: `Bearer ${token}` }))).toBe("not_signed_in");
});

test("bad credentials do not lock anyone out of what visitors may do", async () => {
  expect((await get("/api/server.get", { authorization: "Bearer x" })).status).toBe(200);
  expect((await get("/api/server.get", { cookie: "parlor_session=x" })).status).toBe(200);
});

test("no answer may be stored, sniffed, framed or read by another site", async () => {
  for (const path of ["/api/server.get", "/api/nothing", "/health", "/nothing.png", "/docs", "/docs/reference.css", "/", "/ws"]) {
    const { headers } = await get(path);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("content-security-policy")).not.toContain("unsafe");
    expect(headers.get("referrer-policy")).toBe("same-origin");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
    expect(headers.get("permissions-policy")).toContain("camera=()");
    expect(headers.get("access-control-allow-origin")).toBeNull();
    if (path.startsWith("/api/")) expect(headers.get("cache-control")).toBe("no-store");
  }
});

test("a refusal never shows the inside", async () => {
  const answer = await get("/api/auth.prelogin?login=%00");
  expect(JSON.stringify(await answer.json())).not.toMatch(/stack|\/server\/|node_modules|SQL/i);
  expect(answer.status).toBe(422);
});

test("health and readiness", async () => {
  expect(await (await get("/health")).json()).toEqual({ status: "ok" });
  expect(await (await get("/ready")).json()).toEqual({ status: "ready" });
  expect((await fetch(`${server.url}/health`, { method: "POST" })).status).toBe(405);
});

test("the reference and its style sheet", async () => {
  const page = await get("/docs");
  expect(page.headers.get("content-type")).toContain("text/html");
  expect(page.headers.get("content-security-policy")).toContain("trusted-types");
  expect((await get("/docs/reference.css")).headers.get("content-type")).toContain("text/css");
  expect((await get("/docs/nothing")).status).toBe(404);
});

test("OpenAPI", async () => {
  const answer = await get("/api/openapi.json");
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(await answer.json()).toMatchObject({ openapi: "3.1.0", info: { title: "Parlor" } });
});

test("without a built client a page says so, and files are not there", async () => {
  const page = await get("/sign-in", { accept: "text/html" });
  expect(page.status).toBe(503);
  expect(await page.text()).toContain("not built");
  expect((await get("/assets/main.js")).status).toBe(404);
});
