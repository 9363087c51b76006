import { describe, expect, test } from "bun:test";
import { limiterContract } from "./limiter-contract.ts";
import { MemoryLimiter } from "./memory-limiter.ts";

limiterContract("MemoryLimiter", async (now) => new MemoryLimiter(now));

describe("the memory of MemoryLimiter", () => {
  const rate = { capacity: 2, refill_ms: 1_000 };

  test("full buckets are forgotten as others are used", () => {
    let now = 0;
    const limiter = new MemoryLimiter(() => now);
    for (let index = 0; index < 1_000; index++) limiter.take(`old ${index}`, rate);
    expect(limiter.size).toBe(1_000);
    now = 1_000;
    for (let index = 0; index < 600; index++) limiter.take("new", rate);
    expect(limiter.size).toBe(1);
  });

  test("a steady stream of new keys does not grow it beyond those of one refill", () => {
    let now = 0;
    const limiter = new MemoryLimiter(() => now);
    for (let index = 0; index < 50_000; index++) {
      limiter.take(`key ${index}`, rate);
      now += 1;
    }
    expect(limiter.size).toBeLessThan(2_000);
  });

  test("beyond its bound the least recently used bucket goes first", () => {
    const limiter = new MemoryLimiter(() => 0, 3);
    limiter.take("ana", rate, 2);
    limiter.take("bo", rate, 2);
    limiter.take("cy", rate);
    limiter.take("cy", rate);
    limiter.take("di", rate);
    expect(limiter.size).toBe(3);
    expect(limiter.take("bo", rate)).toBe(500);
    expect(limiter.take("cy", rate)).toBe(500);
    expect(limiter.take("ana", rate)).toBe(0);
  });
});
