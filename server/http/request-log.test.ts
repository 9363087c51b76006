import { expect, test } from "bun:test";
import { captureLog, type LogLine } from "#testkit/captured-log.ts";
import { RawPerson, refusalOf } from "#testkit/raw-client.ts";
import { startTestServer } from "#testkit/test-server.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const requests = (lines: LogLine[]) => lines.filter(({ msg }) => msg === "request");

test("every answer names its request, each another, also the refusals", async () => {
  await using server = await startTestServer();
  const ids = new Set<string>();
  for (const path of ["/health", "/api/server.get", "/api/nothing", "/nowhere.txt", "/ws", "/metrics", "/docs"]) {
    const answer = await fetch(server.url + path, { headers: { "x-request-id": "mine" } });
    const id = answer.headers.get("x-request-id") ?? "";
    expect(id).toMatch(uuid);
    ids.add(id);
  }
  expect(ids.size).toBe(7);
});

test("at debug there is a line for each request, without its query and without what only its owner knows", async () => {
  const captured = captureLog("debug");
  await using server = await startTestServer({ log: captured.log });
  const asked = ["/api/server.get", "/ws?token=TICKET", "/j/ROOMCODE", "/api/made.up?x=QUERY", "/files/BLOB"];
  const ids: unknown[] = [];
  for (const path of asked) ids.push((await fetch(server.url + path)).headers.get("x-request-id"));
  const lines = requests(captured.lines());
  expect(lines.map(({ request }) => request)).toEqual(ids);
  expect(lines.map(({ path }) => path)).toEqual(["/api/server.get", "/ws", "/j", "/api", "/files"]);
  expect(lines[0]).toMatchObject({ method: "GET", status: 200, ms: expect.any(Number) });
  for (const secret of ["TICKET", "ROOMCODE", "QUERY", "BLOB", "made.up"]) expect(captured.text()).not.toContain(secret);
});

test("at other levels there is none", async () => {
  const captured = captureLog("warn");
  await using server = await startTestServer({ log: captured.log });
  await fetch(`${server.url}/health`);
  expect(captured.lines()).toEqual([]);
});

test("a failure has the same name in the log and in the answer, on both doors", async () => {
  const captured = captureLog("warn");
  await using server = await startTestServer({ log: captured.log });
  const ana = await RawPerson.register(server.url, "Ana");
  await using socket = await ana.connect();
  const lobby = (await socket.resume()).conversations[0]?.conversation.id ?? "";
  Object.assign(server.server.context.store, { append: () => Promise.reject(new Error("a bug")) });

  const overSocket = await refusalOf(socket.send(lobby, "Hello"));
  const answer = await ana.fetch("message.send", { conversation: lobby, mid: "met-a-bug", body: { text: "Hello" } });
  const overHttp = (await answer.json()) as { request?: string };
  expect(overSocket).toMatchObject({ code: "internal", request: expect.stringMatching(uuid) });
  expect(overHttp.request).toBe(answer.headers.get("x-request-id") ?? "");
  const logged = captured.lines().filter(({ msg }) => msg === "operation failed");
  expect(logged.map(({ request }) => request)).toEqual([overSocket.request, overHttp.request]);
  expect(logged[0]).toMatchObject({ op: "message.send", err: { message: "a bug" } });
});
