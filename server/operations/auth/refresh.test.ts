import { expect, test } from "bun:test";
import { limits } from "#protocol/limits.ts";
import type { Output } from "#protocol/operations/index.ts";
import { Browser, codeOf } from "#testkit/browser.ts";
import { RawPerson } from "#testkit/raw-client.ts";
import { startTestServer } from "#testkit/test-server.ts";

const refresh = (person: RawPerson, refresh_token: string) =>
  new RawPerson(person.base, "anyone").fetch("auth.refresh", { refresh_token });
const tokensOf = async (answer: Response) => (await answer.json()) as Output<"auth.refresh">;
const next = async (person: RawPerson, token: string) => (await tokensOf(await refresh(person, token))).refresh_token ?? "";

test("each refresh brings a new pair for the same session", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  const tokens = await tokensOf(await refresh(ana, ana.refresh_token));
  expect(tokens.session).toBe(ana.session as never);
  expect(tokens.refresh_token).not.toBe(ana.refresh_token);
  ana.access_token = tokens.access_token ?? "";
  expect((await ana.call("session.list", {})).sessions).toHaveLength(1);
});

test("a token used a second time later ends the session, its sockets and its successor", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  await using socket = await ana.connect();
  const successor = await next(ana, ana.refresh_token);
  server.advance(limits.refresh_grace_ms + 1);
  const answer = await refresh(ana, ana.refresh_token);
  expect([answer.status, await codeOf(answer)]).toEqual([401, "refresh_reused"]);
  expect((await socket.closed).code).toBe(4001);
  expect(await codeOf(await refresh(ana, successor))).toBe("session_expired");
  expect(await codeOf(await ana.fetch("account.get", {}))).toBe("session_expired");
});

test("so does one from long before", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  const second = await next(ana, ana.refresh_token);
  const third = await next(ana, second);
  expect(await codeOf(await refresh(ana, ana.refresh_token))).toBe("refresh_reused");
  expect(await codeOf(await refresh(ana, third))).toBe("session_expired");
});

test("other sessions of the account go on", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  const laptop = await RawPerson.login(server.url, "ana");
  await next(ana, ana.refresh_token);
  server.advance(limits.refresh_grace_ms + 1);
  await refresh(ana, ana.refresh_token);
  expect((await laptop.fetch("session.list", {})).status).toBe(200);
  expect(await next(laptop, laptop.refresh_token)).not.toBe("");
});

test("tabs that refresh at once all end up with the same token, and stay signed in", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  const answers = await Promise.all(Array.from({ length: 5 }, () => refresh(ana, ana.refresh_token)));
  const tokens = await Promise.all(answers.map(tokensOf));
  const successors = new Set(tokens.map(({ refresh_token }) => refresh_token));
  expect(successors.size).toBe(1);
  server.advance(limits.refresh_grace_ms + 1);
  expect((await refresh(ana, [...successors][0] ?? "")).status).toBe(200);
});

test("whose answer was lost may ask once more within ten seconds", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  const first = await next(ana, ana.refresh_token);
  server.advance(limits.refresh_grace_ms - 1_000);
  expect(await next(ana, ana.refresh_token)).toBe(first);
});

test("two tabs of one browser share the cookie through every refresh", async () => {
  await using server = await startTestServer();
  const tab = new Browser(server.url);
  await tab.register("ana");
  const other = tab.copy();
  await Promise.all([tab.post("auth.refresh", {}), other.post("auth.refresh", {})]);
  expect(other.cookies.parlor_refresh).toBe(tab.cookies.parlor_refresh ?? "");
  server.advance(20 * 60_000);
  expect((await tab.post("auth.refresh", {})).status).toBe(200);
});

test("a session nobody used for thirty days is over", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  server.advance(limits.refresh_token_ms - 60_000);
  const successor = await next(ana, ana.refresh_token);
  server.advance(limits.refresh_token_ms + 1);
  expect(await codeOf(await refresh(ana, successor))).toBe("session_expired");
});

test("what is no token of ours is refused, and nobody's session suffers", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  for (const token of ["", "x", "A".repeat(64), ana.access_token.slice(0, 512), `${ana.refresh_token}A`]) {
    expect((await refresh(ana, token)).status).toBe(401);
  }
  expect((await refresh(ana, ana.refresh_token)).status).toBe(200);
});

test("a token of a session that was ended is refused", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  await ana.call("auth.logout", {});
  expect(await codeOf(await refresh(ana, ana.refresh_token))).toBe("session_expired");
});
