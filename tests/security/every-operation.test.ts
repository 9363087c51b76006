import { afterAll, beforeAll, expect, test } from "bun:test";
import { limits } from "#protocol/limits.ts";
import type { Input, OperationName } from "#protocol/operations/index.ts";
import type { Operation } from "#server/operations/operation.ts";
import { registry } from "#server/operations/registry.ts";
import { Browser, codeOf } from "#testkit/browser.ts";
import { RawGuest, RawPerson, type RawSocket, type RefusedError } from "#testkit/raw-client.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";
import { samples } from "./samples.ts";

/** Every gate that all operations share, tried on each: an operation that is added is tested from its first day. */

let server: TestServer;
let ana: RawPerson;
let browser: Browser;
let socket: RawSocket;
let guest: RawGuest;
let guests: RawSocket;

beforeAll(async () => {
  server = await startTestServer({ unlimited: true });
  ana = await RawPerson.register(server.url, "Ana");
  browser = new Browser(server.url);
  await browser.login("Ana");
  socket = await ana.connect();
  await socket.resume();
  guest = await RawGuest.createRoom(server.url, { nickname: "Bo" });
  guests = await guest.connect();
  await guests.resume();
});

afterAll(async () => {
  await socket[Symbol.asyncDispose]();
  await guests[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const all = [...registry.values()];
const changing = all.filter(({ kind }) => kind === "changes");
const overHttp = all.filter(({ door }) => door !== "socket");
const onSocket = all.filter(({ door }) => door !== "http");
/** What takes an account, or more. */
const beyondGuests = ({ who }: Operation) => who !== "visitor" && who !== "guest";
const names = (operations: readonly Operation[]) => operations.map(({ name }) => name);

function urlOf(op: OperationName, input: object = {}): string {
  const query = new URLSearchParams(Object.entries(input).map(([name, value]) => [name, String(value)]));
  return `${server.url}/api/${op}?${query}`;
}

/** As it is meant to be called: GET for what reads, POST for what changes. */
function call(op: OperationName, input: object, headers: Record<string, string> = {}): Promise<Response> {
  if (registry.get(op)?.kind === "reads") return fetch(urlOf(op, input), { headers });
  const init = { method: "POST", body: JSON.stringify(input), headers: { "content-type": "application/json", ...headers } };
  return fetch(`${server.url}/api/${op}`, init);
}

const bearer = (person: RawPerson) => ({ authorization: `Bearer ${person.access_token}` });

async function refusalOnSocket(op: OperationName, input: object, from = socket): Promise<unknown> {
  return from.request(op, input as Input<typeof op>).catch((error: RefusedError) => error.problem);
}

/** An upload has a limit of its own, and no fields. */
const takesJson = (operation: Operation) => operation.takesBody === undefined;

test("what visitors may do is this and nothing else", () => {
  const open = [
    "auth.login",
    "auth.logout",
    "auth.prelogin",
    "auth.refresh",
    "auth.register",
    "guest.create_room",
    "guest.join",
    "server.get",
  ];
  expect(names(all.filter(({ who }) => who === "visitor")).sort()).toEqual(open as OperationName[]);
});

test.each(names(overHttp.filter(({ who }) => who !== "visitor")))("%s is refused to visitors", async (op) => {
  const answer = await call(op, samples[op]);
  expect([answer.status, await codeOf(answer)]).toEqual([401, "not_signed_in"]);
});

test.each(names(overHttp.filter(({ who }) => who !== "visitor")))("%s is refused to a session that has ended", async (op) => {
  const phone = await RawPerson.login(server.url, "Ana");
  await phone.call("auth.logout", {});
  const answer = await call(op, samples[op], bearer(phone));
  expect([answer.status, await codeOf(answer)]).toEqual([401, "session_expired"]);
});

test.each(names(overHttp.filter(({ who }) => who !== "visitor")))("%s is refused to a blocked account", async (op) => {
  const name = `blocked_${all.findIndex((operation) => operation.name === op)}`;
  const person = await RawPerson.register(server.url, name);
  await server.server.context.store.write(({ accounts }) => accounts.update(person.id as never, { blocked_at: 1 }));
  const answer = await call(op, samples[op], bearer(person));
  expect([answer.status, await codeOf(answer)]).toEqual([403, "account_blocked"]);
});

test("what guests may do is this and nothing else", () => {
  const open = [
    "auth.ticket",
    "conversation.get",
    "conversation.history",
    "conversation.leave",
    "conversation.list",
    "conversation.mark_read",
    "conversation.members",
    "conversation.typing",
    "guest.get",
    "guest.upgrade",
    "message.get_changes",
    "message.send",
    "presence.set",
    "sync.resume",
  ];
  expect(names(all.filter(({ who }) => who === "guest")).sort()).toEqual(open as OperationName[]);
});

test.each(names(all.filter(beyondGuests)))("%s is refused to a guest, through either door", async (op) => {
  if (registry.get(op)?.door !== "socket") {
    const answer = await call(op, samples[op], bearer(guest));
    expect([answer.status, await codeOf(answer)]).toEqual([403, "not_allowed"]);
  }
  if (registry.get(op)?.door !== "http")
    expect(await refusalOnSocket(op, samples[op], guests)).toMatchObject({ code: "not_allowed" });
});

test.each(names(all.filter(({ door }) => door === "socket")))("%s is refused over HTTP, to whoever asks", async (op) => {
  for (const headers of [{}, bearer(ana)]) expect(await codeOf(await call(op, samples[op], headers))).toBe("socket_only");
});

test.each(names(all.filter(({ door }) => door === "http")))("%s is refused on the socket", async (op) => {
  expect(await refusalOnSocket(op, samples[op])).toMatchObject({ code: "http_only" });
});

test.each(names(overHttp.filter(takesJson)))("%s refuses a field that it does not know", async (op) => {
  const answer = await call(op, { ...samples[op], surprise: 1 }, bearer(ana));
  expect(await answer.json()).toMatchObject({ code: "invalid_input", field: "surprise" });
  expect(answer.status).toBe(422);
});

test.each(names(onSocket))("%s refuses a field that it does not know on the socket", async (op) => {
  expect(await refusalOnSocket(op, { ...samples[op], surprise: 1 })).toMatchObject({ code: "invalid_input", field: "surprise" });
});

test.each(names(changing))("%s cannot be set off by a link or a picture", async (op) => {
  for (const method of ["GET", "HEAD"]) {
    const answer = await fetch(urlOf(op, samples[op]), { method, headers: browser.socketHeaders() });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
    expect(answer.headers.getSetCookie()).toEqual([]);
  }
});

test.each(names(all))("%s answers to no other method", async (op) => {
  const right = registry.get(op)?.kind === "reads" ? "GET" : "POST";
  for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS", right === "GET" ? "POST" : "GET"]) {
    const answer = await fetch(`${server.url}/api/${op}`, { method, headers: bearer(ana) });
    expect([method, answer.status, answer.headers.get("allow")]).toEqual([method, 405, right]);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  }
});

test.each(names(changing.filter(takesJson)))("%s refuses 300 KiB", async (op) => {
  const body = JSON.stringify({ ...samples[op], padding: "x".repeat(300 * 1024) });
  const headers = { "content-type": "application/json", ...bearer(ana) };
  const answer = await fetch(`${server.url}/api/${op}`, { method: "POST", body, headers });
  expect([answer.status, await codeOf(answer)]).toEqual([413, "too_large"]);
});

test.each(names(changing))("%s cannot be sent by another site with our cookies", async (op) => {
  const { origin: _, ...cookies } = browser.socketHeaders();
  const port = Number(new URL(server.url).port);
  const foreign = [
    "https://evil.example",
    "null",
    "http://127.0.0.1",
    `http://127.0.0.1:${port + 1}`,
    `http://localhost:${port}`,
  ];
  for (const origin of foreign) {
    const answer = await call(op, samples[op], { ...cookies, origin });
    expect([origin, answer.status, await codeOf(answer)]).toEqual([origin, 403, "wrong_origin"]);
    expect(answer.headers.getSetCookie()).toEqual([]);
  }
  expect(await codeOf(await call(op, samples[op], cookies))).toBe("wrong_origin");
});

test.each(names(changing))("%s cannot be sent by a form", async (op) => {
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
    const answer = await call(op, samples[op], { ...browser.socketHeaders(), "content-type": type });
    expect([answer.status, await codeOf(answer)]).toEqual([415, "wrong_content_type"]);
  }
});

test("after all this everyone is still signed in and nothing was written", async () => {
  expect(await (await browser.get("account.get")).json()).toMatchObject({ username: "Ana", display_name: "Ana" });
  const conversation = (await ana.call("conversation.list", {})).conversations[0];
  const page = await ana.call("conversation.history", {
    conversation: conversation?.id as never,
    limit: limits.history_page.max,
  });
  expect(page.messages.filter(({ type }) => type === "text")).toEqual([]);
  expect(await guest.call("conversation.list", {})).toMatchObject({ conversations: [{ id: guest.room, member_count: 1 }] });
});
