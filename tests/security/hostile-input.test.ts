import { afterAll, beforeAll, expect, test } from "bun:test";
import { type ErrorCode, errors, type Problem } from "#protocol/errors.ts";
import { limits } from "#protocol/limits.ts";
import type { Input, OperationName } from "#protocol/operations/index.ts";
import { reads } from "#protocol/reads.ts";
import { registry } from "#server/operations/registry.ts";
import { captureLog } from "#testkit/captured-log.ts";
import { RawPerson, type RawSocket, type RefusedError } from "#testkit/raw-client.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";
import { samples } from "./samples.ts";

/** Every field of every operation, filled with what no client would send: each is refused in words, and nothing breaks. */

let server: TestServer;
let ana: RawPerson;
let socket: RawSocket;
const { log, text: logged } = captureLog("warn");

beforeAll(async () => {
  server = await startTestServer({ unlimited: true, log });
  ana = await RawPerson.register(server.url, "Ana");
  socket = await ana.connect();
  await socket.resume();
});

afterAll(async () => {
  await socket[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const deep = JSON.parse(`${'{"a":'.repeat(500)}1${"}".repeat(500)}`) as object;
const hostile: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  Number.MAX_SAFE_INTEGER + 1,
  "",
  "0",
  "\u0000",
  "\ud800",
  "../../etc/passwd",
  "' OR 1=1 --",
  "%00%0d%0aSet-Cookie: a=b",
  "{{7*7}}<%= 7*7 %>",
  "x".repeat(20_000),
  "\u202e\u200b",
  [],
  [[]],
  ["a", "b"],
  {},
  { $ne: null },
  { toString: "x", constructor: 1 },
  JSON.parse('{"__proto__":{"admin":true}}'),
  deep,
];

/** Paths of all values in a sample: `body.text` too. */
function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return path.length > 0 ? [path] : [];
  const inner = Object.entries(value).flatMap(([name, part]) => pathsOf(part, [...path, name]));
  return path.length > 0 ? [path, ...inner] : inner;
}

function withValue(input: unknown, [name = "", ...rest]: string[], value: unknown): object {
  const part = (input as Record<string, unknown>)[name];
  return { ...(input as object), [name]: rest.length > 0 ? withValue(part, rest, value) : value };
}

/** The sample with one field after the other replaced by each hostile value. */
function spoiltInputs(op: OperationName): object[] {
  const paths = pathsOf(samples[op]);
  return paths.flatMap((path) => hostile.map((value) => withValue(samples[op], path, value)));
}

/** Optional fields that the samples leave out. */
const optional: Partial<Record<OperationName, readonly string[]>> = {
  "auth.register": ["display_name", "email", "delivery"],
  "auth.login": ["delivery"],
  "account.update": ["email"],
  "account.change_password": ["keep_other_sessions"],
  "conversation.history": ["before_seq", "after_seq", "around_seq", "limit"],
  "conversation.members": ["cursor", "limit"],
  "message.send": ["reply_to"],
};

function inputsOf(op: OperationName): object[] {
  const added = (optional[op] ?? []).flatMap((name) => hostile.map((value) => ({ ...samples[op], [name]: value })));
  return [...spoiltInputs(op), ...added];
}

const insides = /\bat .+:\d+:\d+|node_modules|\/server\/|SQLITE|kysely|ZodError|TypeError|\[native code\]/i;

function expectPlain(problem: Problem): void {
  expect(Object.keys(errors)).toContain(problem.code);
  expect(problem.code).not.toBe("internal");
  expect(JSON.stringify(problem)).not.toMatch(insides);
  expect(JSON.stringify(problem).length).toBeLessThan(2_000);
}

const tried = [...registry.values()].filter(({ name }) => inputsOf(name).length > 0);

test.each(tried.filter(({ door }) => door !== "socket").map(({ name }) => name))("%s over HTTP", async (op) => {
  for (const input of inputsOf(op)) {
    const answer = reads.has(op) ? await getWith(op, input) : await ana.fetch(op, input);
    if (answer.status === 200) continue;
    const problem = (await answer.json()) as Problem;
    expectPlain(problem);
    expect(answer.status).toBe(errors[problem.code as ErrorCode].status);
  }
});

test.each(tried.filter(({ door }) => door !== "http").map(({ name }) => name))("%s on the socket", async (op) => {
  for (const input of inputsOf(op)) {
    if (JSON.stringify(input).length > limits.frame_bytes) continue;
    const refusal = await socket.request(op, input as Input<typeof op>).catch((error: RefusedError) => error.problem);
    if (typeof refusal === "object" && "code" in refusal) expectPlain(refusal as Problem);
  }
  expect(await socket.request("server.get", {})).toMatchObject({ protocol: 1 });
});

test("addresses that try to leave their place lead nowhere", async () => {
  const paths = [
    "/../package.json",
    "/..%2fpackage.json",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/assets/..%2f..%2fpackage.json",
    "/assets/%00",
    "//etc/passwd",
    "/.env",
    "/data/secrets.json",
    "/secrets.json",
    "/parlor.db",
    "/api/../data/parlor.db",
    "/api/constructor",
    "/api/__proto__",
    "/api/toString",
    "/api/message.send/../../x",
    "/%",
    "/api/%",
  ];
  for (const path of paths) {
    const answer = await rawRequest(path);
    expect(answer).not.toContain(" 200 ");
    expect(answer).not.toContain(" 500 ");
    expect(answer).not.toMatch(insides);
  }
});

test("after all this nothing has failed inside, and Ana is who she was", async () => {
  expect(logged()).not.toContain("failed");
  expect(await ana.call("account.get", {})).toMatchObject({ username: "Ana", role: "admin" });
});

function getWith(op: OperationName, input: object): Promise<Response> {
  const query = new URLSearchParams(Object.entries(input).map(([name, value]) => [name, textOf(value)]));
  return fetch(`${server.url}/api/${op}?${query}`, { headers: { authorization: `Bearer ${ana.access_token}` } });
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.toWellFormed().slice(0, 4_000) : JSON.stringify(value).slice(0, 4_000);
}

/** Sends a path as it is: `fetch` would tidy it up first. */
async function rawRequest(path: string): Promise<string> {
  const answer = Promise.withResolvers<string>();
  const received: string[] = [];
  await Bun.connect({
    hostname: "127.0.0.1",
    port: server.port,
    socket: {
      open: (line) => void line.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`),
      data: (_line, bytes) => void received.push(bytes.toString()),
      close: () => answer.resolve(received.join("")),
    },
  });
  return answer.promise;
}
