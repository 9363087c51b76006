import { expect, test } from "bun:test";
import { answerMetrics } from "./answer-metrics.ts";

const local = "http://127.0.0.1:3000/metrics";

async function statusOf(change: { url?: string; peer?: string | null; token?: string; headers?: Record<string, string> }) {
  const request = new Request(change.url ?? local, { headers: change.headers ?? {} });
  const peer = change.peer === undefined ? "127.0.0.1" : change.peer;
  const answer = await answerMetrics({ request, peer, token: change.token ?? null, read: async () => "figures 1\n" });
  expect((await answer.text()) === "figures 1\n").toBe(answer.ok);
  return answer.status;
}

test("without a token this machine may read, by any of its own names", async () => {
  for (const url of [local, "http://localhost/metrics", "http://[::1]:3000/metrics"]) expect(await statusOf({ url })).toBe(200);
  for (const peer of ["::1", "127.0.0.53", "::ffff:127.0.0.1"]) expect(await statusOf({ peer })).toBe(200);
});

test("without a token nobody else may, and sees nothing there", async () => {
  for (const peer of ["10.0.0.7", "203.0.113.5", "2001:db8::1", "::ffff:10.0.0.7", null])
    expect(await statusOf({ peer })).toBe(404);
});

test("a proxy on this machine is not this machine", async () => {
  for (const name of ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"]) {
    expect(await statusOf({ headers: { [name]: "203.0.113.5" } })).toBe(404);
  }
  for (const url of ["http://chat.example.org/metrics", "http://127.0.0.1.example.org/metrics"]) {
    expect(await statusOf({ url })).toBe(404);
  }
});

test("with a token it alone counts, from wherever", async () => {
  const token = "a-token-for-prometheus";
  const headers = { authorization: `Bearer ${token}` };
  expect(await statusOf({ token, headers, peer: "203.0.113.5", url: "http://chat.example.org/metrics" })).toBe(200);
  expect(await statusOf({ token })).toBe(401);
  for (const wrong of ["", token.slice(1), `${token}x`, token.toUpperCase()]) {
    expect(await statusOf({ token, headers: { authorization: `Bearer ${wrong}` } })).toBe(401);
  }
  expect(await statusOf({ token, headers: { authorization: token } })).toBe(401);
  expect(await statusOf({ token, headers: { cookie: `parlor_session=${token}` } })).toBe(401);
});
