import { expect, test } from "bun:test";
import { Browser, codeOf } from "#testkit/browser.ts";
import { RawPerson } from "#testkit/raw-client.ts";
import { startTestServer } from "#testkit/test-server.ts";

test("the list has each sign-in, last used first, and marks this one", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  server.advance(5_000);
  const laptop = await RawPerson.login(server.url, "ana");
  const { sessions } = await ana.call("session.list", {});
  expect(sessions.map(({ id, current }) => [id, current])).toEqual([
    [laptop.session, false],
    [ana.session, true],
  ] as never);
  expect(sessions[0]).toMatchObject({ address: "127.0.0.1", device: expect.stringContaining("Bun") });
  const shown = Object.keys(sessions[0] ?? {}).sort();
  expect(shown).toEqual(["address", "created_at", "current", "device", "id", "used_at"]);
});

test("using a session is noted, at most once a minute", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  const { sessions } = server.server.context.store.read;
  const usedAt = async () => (await sessions.get(ana.session as never))?.used_at ?? 0;
  const start = await usedAt();
  await ana.call("account.get", {});
  expect(await usedAt()).toBe(start);
  server.advance(61_000);
  while ((await usedAt()) === start) await ana.call("account.get", {});
  expect(await usedAt()).toBeGreaterThanOrEqual(start + 61_000);
});

test("revoking one closes its sockets at once, on whichever door it is done", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  await using here = await ana.connect();
  await here.resume();
  for (const door of ["http", "socket"]) {
    const laptop = await RawPerson.login(server.url, "ana");
    await using there = await laptop.connect();
    if (door === "http") await ana.call("session.revoke", { session: laptop.session as never });
    else await here.request("session.revoke", { session: laptop.session as never });
    expect((await there.closed).code).toBe(4001);
    await here.event("session.revoked", ({ session }) => session === (laptop.session as never));
    expect(await codeOf(await laptop.fetch("account.get", {}))).toBe("session_expired");
    expect(await codeOf(await laptop.fetch("auth.refresh", { refresh_token: laptop.refresh_token }))).toBe("session_expired");
  }
  expect((await ana.call("session.list", {})).sessions).toHaveLength(1);
});

test("revoking the others leaves this one", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  const others = await Promise.all([RawPerson.login(server.url, "ana"), RawPerson.login(server.url, "ana")]);
  const bo = await RawPerson.register(server.url, "bob");
  await ana.call("session.revoke", { session: "others" });
  for (const other of others) expect(await codeOf(await other.fetch("account.get", {}))).toBe("session_expired");
  expect((await ana.fetch("account.get", {})).status).toBe(200);
  expect((await bo.fetch("account.get", {})).status).toBe(200);
});

test("someone else's session looks like one that does not exist, and stays", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  const bo = await RawPerson.register(server.url, "bob");
  const theirs = await ana.fetch("session.revoke", { session: bo.session });
  const nobodys = await ana.fetch("session.revoke", { session: crypto.randomUUID() });
  expect([theirs.status, nobodys.status]).toEqual([404, 404]);
  expect(await theirs.json()).toEqual(await nobodys.json());
  expect((await bo.fetch("account.get", {})).status).toBe(200);
});

test.each([["all"], [""], [1], [null], [["others"]]])("%p is no session", async (session) => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  expect(await codeOf(await ana.fetch("session.revoke", { session }))).toBe("invalid_input");
});

test("revoking one's own session in a browser takes its cookies away", async () => {
  await using server = await startTestServer();
  const browser = new Browser(server.url);
  const { session } = (await (await browser.register("ana")).json()) as { session: never };
  expect((await browser.post("session.revoke", { session })).status).toBe(200);
  expect(browser.cookies).toEqual({});
});

test("signing out closes this session's sockets and no other", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  const laptop = await RawPerson.login(server.url, "ana");
  await using here = await ana.connect();
  await using there = await laptop.connect();
  await there.resume();
  await ana.call("auth.logout", {});
  expect((await here.closed).code).toBe(4001);
  await there.event("session.revoked");
  expect((await laptop.fetch("account.get", {})).status).toBe(200);
});

test("a visitor has no sessions", async () => {
  await using server = await startTestServer();
  const visitor = new RawPerson(server.url, "visitor");
  expect(await codeOf(await visitor.fetch("session.list", {}))).toBe("not_signed_in");
  expect(await codeOf(await visitor.fetch("session.revoke", { session: "others" }))).toBe("not_signed_in");
});
