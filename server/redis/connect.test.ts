import { describe, expect, test } from "bun:test";
import { pino } from "pino";
import { freePort } from "#testkit/free-port.ts";
import { findRedis, startRedis } from "#testkit/redis.ts";
import { until } from "#testkit/until.ts";
import { StartError } from "../start-error.ts";
import { connectRedis } from "./connect.ts";

const log = pino({ level: "silent" });

/** The sentence that stops the start. */
async function refusal(url: string): Promise<string> {
  const error: unknown = await connectRedis({ url, name: "test", log, silence_ms: 200 }).then(
    (redis) => redis.disconnect(),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StartError);
  return (error as StartError).message;
}

describe("an address that is none", () => {
  const wrong = [
    "",
    "redis",
    "redis://",
    "localhost:6379",
    "http://:opensesame@localhost:6379",
    "redis://:opensesame@localhost:99999",
    "redis://:opensesame@localhost/one",
    "redis://:opensesame@localhost/0/1",
    "redis://:opensesame@localhost/-1",
    "redis://:opensesame%zz@localhost",
  ];
  test.each(wrong)("%s", async (url) => {
    const sentence = await refusal(url);
    expect(sentence).toStartWith("REDIS_URL must be an address such as redis://");
    expect(sentence).not.toContain("opensesame");
  });
});

test("nobody listens there", async () => {
  const port = await freePort();
  expect(await refusal(`redis://:opensesame@127.0.0.1:${port}`)).toBe(
    `Redis at 127.0.0.1:${port} (REDIS_URL) cannot be reached: start it, correct REDIS_URL, or leave REDIS_URL out to run a single node.`,
  );
});

test("the name is unknown", async () => {
  expect(await refusal("redis://:opensesame@nowhere.invalid/3")).toStartWith(
    "Redis at nowhere.invalid:6379 (REDIS_URL) cannot be reached: ",
  );
});

test("something else listens there", async () => {
  using website = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("hello") });
  const sentence = await refusal(`redis://:opensesame@127.0.0.1:${website.port}`);
  expect(sentence).toStartWith(`Redis at 127.0.0.1:${website.port} (REDIS_URL) cannot be reached: `);
});

describe.skipIf(!findRedis())("with a Redis that wants a password", () => {
  test.each(["", ":wrongsesame@", "ana:opensesame@"])("%s is refused", async (credentials) => {
    await using redis = await startRedis({ password: "opensesame" });
    expect(await refusal(`redis://${credentials}127.0.0.1:${redis.port}`)).toBe(
      `Redis at 127.0.0.1:${redis.port} (REDIS_URL) refuses the user name or password: correct them in REDIS_URL.`,
    );
  });

  test("the right one is taken, also percent-encoded", async () => {
    await using redis = await startRedis({ password: "open/sesame@%" });
    const connection = await connectRedis({ url: `redis://:open%2Fsesame%40%25@127.0.0.1:${redis.port}/2`, name: "test", log });
    expect(await connection.call("CLIENT", "INFO")).toMatch(/ name=parlor-test .* db=2 /);
    connection.disconnect();
  });
});

describe.skipIf(!findRedis())("with a Redis that goes and comes", () => {
  test("TLS where there is none is explained", async () => {
    await using redis = await startRedis();
    expect(await refusal(redis.url.replace("redis:", "rediss:"))).toContain("write redis:// if it has no TLS");
  });

  test("a database that does not exist is refused", async () => {
    await using redis = await startRedis();
    expect(await refusal(`${redis.url}/99`)).toBe(
      `Redis at 127.0.0.1:${redis.port} (REDIS_URL) refuses to serve Parlor and says "ERR DB index is out of range".`,
    );
  });

  test("options of the client library in the address are ignored", async () => {
    await using redis = await startRedis();
    const connection = await connectRedis({ url: `${redis.url}?enableOfflineQueue=true&keyPrefix=x`, name: "test", log });
    expect(connection.options.enableOfflineQueue).toBe(false);
    expect(connection.options.keyPrefix).toBeFalsy();
    connection.disconnect();
  });

  test("commands fail at once while it is away, none is sent later, and the connection comes back by itself", async () => {
    await using redis = await startRedis();
    const lines: string[] = [];
    const listening = pino({}, { write: (line: string) => lines.push((JSON.parse(line) as { msg: string }).msg) });
    const connection = await connectRedis({ url: redis.url, name: "test", log: listening });
    await redis.kill();
    await until(() => connection.status !== "ready");
    await expect(connection.incr("counter")).rejects.toThrow();
    await redis.start();
    await until(() => connection.status === "ready");
    expect(await connection.incr("counter")).toBe(1);
    expect(lines).toEqual(["the connection to Redis is lost", "the connection to Redis is back"]);
    connection.disconnect();
  });
});
