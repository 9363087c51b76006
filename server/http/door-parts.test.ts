import { afterAll, beforeAll, expect, test } from "bun:test";
import { codeOf } from "#testkit/browser.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";
import type { Bus } from "../bus/bus.ts";
import type { Context } from "../context.ts";
import { registry } from "../operations/registry.ts";
import { HttpDoor, type HttpDoorOptions } from "./http-door.ts";

/** The door alone, over parts that work or fail as a test needs them. */
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ unlimited: true });
});
afterAll(() => server[Symbol.asyncDispose]());

const workingBus = { ping: async () => undefined } as unknown as Bus;
const file = (path: string, content: string) => ({ path, bytes: new TextEncoder().encode(content) });
const site = [file("/index.html", "<p>page</p>"), file("/assets/a-1.js", "a"), file("/theme.js", "t")];

function door(change: Partial<HttpDoorOptions> = {}, contextChange: Partial<Context> = {}): HttpDoor {
  const context = { ...server.server.context, ...contextChange };
  return new HttpDoor({
    context,
    registry,
    bus: workingBus,
    site,
    isDraining: () => false,
    metrics: async () => "figures",
    ...change,
  });
}

const get = (path: string, headers: Record<string, string> = { accept: "text/html" }) =>
  new Request(`http://localhost${path}`, { headers });
const answer = (to: Request, from = door()) => from.handle(to, "127.0.0.1");

test("a page's address shows the page, a file's address only that file", async () => {
  for (const path of ["/", "/sign-in", "/c/1/people"]) expect(await (await answer(get(path))).text()).toBe("<p>page</p>");
  expect(await (await answer(get("/theme.js"))).text()).toBe("t");
  for (const path of ["/assets/b-1.js", "/wp-login.php", "/.env", "/.stamp", "/ws/x", "/files/1", "/metrics/x"]) {
    expect((await answer(get(path))).status).toBe(404);
  }
});

test("a path that climbs out leads nowhere else", async () => {
  for (const path of ["/../../etc/passwd.txt", "/assets/%2e%2e/%2e%2e/etc/passwd.txt", "/assets/..%2f..%2fpackage.json"]) {
    expect((await answer(get(path))).status).toBe(404);
  }
});

test("pages are read, never written to", async () => {
  const post = await answer(new Request("http://localhost/", { method: "POST", body: "x" }));
  expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
});

test("a node is not ready while a part is unreachable, but alive", async () => {
  const broken = async () => Promise.reject(new Error("gone: postgres://ana:secret@db"));
  const noBus = door({ bus: { ping: broken } as unknown as Bus });
  const noStore = door({}, { store: { ...server.server.context.store, ping: broken } });
  for (const part of [noBus, noStore]) {
    const ready = await answer(get("/ready"), part);
    expect(ready.status).toBe(503);
    expect(ready.headers.get("retry-after")).toBe("1");
    const text = await ready.text();
    expect(JSON.parse(text)).toMatchObject({ code: "unavailable", retry: "after" });
    expect(text).not.toContain("secret");
    expect((await answer(get("/health"), part)).status).toBe(200);
  }
});

test("however many ask at once whether a node is ready, its parts are asked once", async () => {
  let pings = 0;
  const { promise: answered, resolve: answerPing } = Promise.withResolvers<void>();
  const ping = () => {
    pings++;
    return answered;
  };
  const busy = door({}, { store: { ...server.server.context.store, ping } });
  const asked = Array.from({ length: 20 }, () => answer(get("/ready"), busy));
  answerPing();
  for (const ready of await Promise.all(asked)) expect(ready.status).toBe(200);
  expect(pings).toBe(1);
  expect((await answer(get("/ready"), busy)).status).toBe(200);
  expect(pings).toBe(2);
});

test("a node that stops sends traffic elsewhere and takes no more sockets", async () => {
  const stopping = door({ isDraining: () => true });
  expect(await codeOf(await answer(get("/ready"), stopping))).toBe("restarting");
  const refused = await stopping.admitSocket(get("/ws", { upgrade: "websocket" }), "127.0.0.1");
  expect(refused).toBeInstanceOf(Response);
  expect(await codeOf(refused as Response)).toBe("restarting");
});

test("an address that asks too much is told when to come back, the others and the probes go on", async () => {
  const { config } = server.server.context;
  const rates = { ...config.rates, address: { capacity: 3, refill_ms: 3_600_000 } };
  const strict = door({}, { config: { ...config, rates } });
  const ask = (path: string, peer: string) => strict.handle(get(path), peer);
  for (let i = 0; i < 3; i++) expect((await ask("/api/nothing", "2001:db8::1")).status).toBe(404);
  for (const peer of ["2001:db8::1", "2001:db8::2"]) {
    const refused = await ask("/api/server.get", peer);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(1_000);
    expect(await refused.json()).toMatchObject({ code: "rate_limited", retry: "after" });
  }
  expect((await ask("/files/nothing", "2001:db8::1")).status).toBe(429);
  const socket = await strict.admitSocket(get("/ws", { upgrade: "websocket" }), "2001:db8::3");
  expect(await codeOf(socket as Response)).toBe("rate_limited");
  expect((await ask("/api/server.get", "2001:db8:0:1::1")).status).toBe(200);
  for (const probe of ["/health", "/ready"]) expect((await ask(probe, "2001:db8::1")).status).toBe(200);
});

test("what goes wrong inside stays inside", async () => {
  const logged: unknown[] = [];
  const log = { error: (entry: unknown) => logged.push(entry), isLevelEnabled: () => false } as unknown as Context["log"];
  const limiter = { take: () => Promise.reject(new Error("SELECT secret FROM inside")), close: async () => undefined };
  const broken = await answer(get("/api/server.get"), door({}, { limiter, log }));
  expect(broken.status).toBe(500);
  const text = await broken.text();
  expect(JSON.parse(text)).toMatchObject({ code: "internal", retry: "after" });
  expect(text).not.toContain("secret");
  expect(logged).toHaveLength(1);
});
