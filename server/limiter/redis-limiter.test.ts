import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { Redis } from "ioredis";
import { pino } from "pino";
import { findRedis, startRedis, type TestRedis } from "#testkit/redis.ts";
import { until } from "#testkit/until.ts";
import { limiterContract } from "./limiter-contract.ts";
import { openLimiter } from "./open-limiter.ts";
import { RedisLimiter } from "./redis-limiter.ts";

const log = pino({ level: "silent" });
const rate = { capacity: 5, refill_ms: 3_600_000 };

describe.skipIf(!findRedis())("RedisLimiter", () => {
  let redis: TestRedis;
  let operator: Redis;
  const opened: RedisLimiter[] = [];
  beforeAll(async () => {
    redis = await startRedis();
    operator = new Redis(redis.url);
    operator.on("error", () => {});
  });
  afterAll(async () => {
    operator.disconnect();
    await redis[Symbol.asyncDispose]();
  });
  afterEach(async () => {
    redis.thaw();
    await redis.start();
    for (const limiter of opened.splice(0)) await limiter.close();
    await until(async () => (await operator.flushall()) === "OK");
  });

  async function openNode(): Promise<RedisLimiter> {
    const limiter = await RedisLimiter.open({ url: redis.url, log, silence_ms: 300 });
    opened.push(limiter);
    return limiter;
  }

  /** Calls until one is refused. */
  async function drain(limiter: RedisLimiter, key: string): Promise<number> {
    for (let granted = 0; ; granted++) if ((await limiter.take(key, rate)) > 0) return granted;
  }

  limiterContract("RedisLimiter", (now) => RedisLimiter.open({ url: redis.url, log, now }));

  test("nodes share a bucket, also when they ask at the same time", async () => {
    const nodes = await Promise.all([openNode(), openNode(), openNode()]);
    const answers = await Promise.all(Array.from({ length: 60 }, async (_, index) => nodes[index % 3]?.take("ana", rate)));
    expect(answers.filter((wait) => wait === 0)).toHaveLength(5);
  });

  test("goes by the clock of Redis, whatever the node's own says", async () => {
    const limiter = await openNode();
    expect(await limiter.take("ana", rate, 5)).toBe(0);
    const wait = await limiter.take("ana", rate, 5);
    expect(wait).toBeGreaterThan(3_590_000);
    expect(wait).toBeLessThanOrEqual(3_600_000);
  });

  test("a bucket leaves Redis when it is full again", async () => {
    const limiter = await openNode();
    await limiter.take("ana", rate);
    const life = await operator.pttl("parlor:limit:ana");
    expect(life).toBeGreaterThan(700_000);
    expect(life).toBeLessThanOrEqual(720_000);
    await limiter.take("bo", { capacity: 1, refill_ms: 20 });
    await until(async () => (await operator.exists("parlor:limit:bo")) === 0);
  });

  test("while Redis is gone the node goes on counting by itself", async () => {
    const limiter = await openNode();
    expect(await drain(limiter, "ana")).toBe(5);
    await redis.kill();
    expect(await drain(limiter, "ana")).toBe(5);
    expect(await drain(limiter, "bo")).toBe(5);
    await redis.start();
    // Redis came back empty; the bucket it makes now is shared again.
    await until(async () => {
      await limiter.take("cy", rate);
      return (await operator.exists("parlor:limit:cy")) === 1;
    });
  });

  test("a Redis that hangs delays a call no longer than the limit of silence, and refuses nobody", async () => {
    const limiter = await openNode();
    redis.freeze();
    expect(await limiter.take("ana", rate)).toBe(0);
    expect(await limiter.take("ana", rate)).toBe(0);
    redis.thaw();
  });

  test("a Redis that takes no writes does not lift the limits", async () => {
    const limiter = await openNode();
    await operator.call("CONFIG", "SET", "maxmemory", "1");
    expect(await drain(limiter, "ana")).toBe(5);
    await operator.call("CONFIG", "SET", "maxmemory", "0");
  });

  test("forgotten scripts are sent again", async () => {
    const limiter = await openNode();
    await limiter.take("ana", rate);
    await operator.script("FLUSH");
    const answers = await Promise.all(Array.from({ length: 10 }, () => limiter.take("ana", rate)));
    expect(answers.filter((wait) => wait === 0)).toHaveLength(4);
  });

  test("openLimiter uses Redis where it is configured", async () => {
    const [ana, bo] = await Promise.all([
      openLimiter({ redis_url: redis.url }, log, Date.now),
      openLimiter({ redis_url: redis.url }, log, Date.now),
    ]);
    expect(await ana.take("shared", rate, 5)).toBe(0);
    expect(await bo.take("shared", rate)).toBeGreaterThan(0);
    await Promise.all([ana.close(), bo.close()]);
  });
});

test("openLimiter needs no Redis on a single node, and goes by the clock it is handed", async () => {
  let now = 0;
  const limiter = await openLimiter({ redis_url: null }, log, () => now);
  expect(await limiter.take("ana", rate, 5)).toBe(0);
  expect(await limiter.take("ana", rate)).toBe(720_000);
  now = 720_000;
  expect(await limiter.take("ana", rate)).toBe(0);
  await limiter.close();
});
