import { expect, test } from "bun:test";
import { limits } from "#protocol/limits.ts";
import { codeOf } from "#testkit/browser.ts";
import { RawPerson, RawSocket } from "#testkit/raw-client.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";

const knock = ({ url }: TestServer, ticket: string) =>
  fetch(`${url}/ws?token=${encodeURIComponent(ticket)}`, { headers: { upgrade: "websocket", connection: "Upgrade" } });

test("a ticket opens one socket, from any origin and without any header", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  const { ticket } = await ana.call("auth.ticket", {});
  await using socket = await RawSocket.open(server.url, { origin: "https://elsewhere.example" }, `?token=${ticket}`);
  expect(socket.ready).toMatchObject({ session: ana.session, account: { username: "ana" } });
  const second = await knock(server, ticket);
  expect([second.status, await codeOf(second)]).toEqual([401, "ticket_expired"]);
});

test("after thirty seconds it opens nothing", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  const { ticket } = await ana.call("auth.ticket", {});
  server.advance(limits.socket_ticket_ms + 1_000);
  expect(await codeOf(await knock(server, ticket))).toBe("ticket_expired");
});

test("nor once the session it was made for has ended", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  const { ticket } = await ana.call("auth.ticket", {});
  await ana.call("auth.logout", {});
  expect(await codeOf(await knock(server, ticket))).toBe("session_expired");
});

test("a bad ticket is not made good by other credentials beside it", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  const headers = { authorization: `Bearer ${ana.access_token}`, upgrade: "websocket", connection: "Upgrade" };
  for (const ticket of ["", "x", ana.access_token, ana.refresh_token]) {
    expect(await codeOf(await fetch(`${server.url}/ws?token=${ticket}`, { headers }))).toBe("ticket_expired");
  }
});

test("a plain request to the socket's address uses no ticket up", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  const { ticket } = await ana.call("auth.ticket", {});
  expect(await codeOf(await fetch(`${server.url}/ws?token=${ticket}`))).toBe("bad_request");
  await using socket = await RawSocket.open(server.url, {}, `?token=${ticket}`);
  expect(socket.ready.session).toBe(ana.session as never);
});

test("who is not signed in gets none", async () => {
  await using server = await startTestServer();
  expect(await codeOf(await new RawPerson(server.url, "visitor").fetch("auth.ticket", {}))).toBe("not_signed_in");
});
