import { afterEach, describe, expect, test } from "bun:test";
import type { Limiter } from "./limiter.ts";

const messages = { capacity: 20, refill_ms: 10_000 };
const logins = { capacity: 10, refill_ms: 900_000 };

/** What every limiter promises; see limiter.ts. `open` joins a node whose clock is `now`, and which the suite closes. */
export function limiterContract(name: string, open: (now: () => number) => Promise<Limiter>): void {
  describe(`${name}: the contract of a limiter`, () => {
    const opened: Limiter[] = [];
    let now = 1_700_000_000_000;
    let keys = 0;
    /** A key of its own for each test, so that suites may share a server. */
    const freshKey = () => `message:ana ${++keys}:2001:db8::1`;
    const openNode = async () => {
      const limiter = await open(() => now);
      opened.push(limiter);
      return limiter;
    };
    afterEach(async () => {
      for (const limiter of opened.splice(0)) await limiter.close();
    });

    test("a bucket starts full and is then empty", async () => {
      const limiter = await openNode();
      const key = freshKey();
      for (let taken = 0; taken < 20; taken++) expect(await limiter.take(key, messages)).toBe(0);
      expect(await limiter.take(key, messages)).toBe(500);
    });

    test("a refused call takes nothing: asking again and again does not push the wait away", async () => {
      const limiter = await openNode();
      const key = freshKey();
      await limiter.take(key, messages, 20);
      for (let round = 0; round < 50; round++) expect(await limiter.take(key, messages)).toBe(500);
      now += 500;
      expect(await limiter.take(key, messages)).toBe(0);
    });

    test("one millisecond before the wait is over it is refused, and then granted", async () => {
      const limiter = await openNode();
      const key = freshKey();
      for (let taken = 0; taken < 10; taken++) await limiter.take(key, logins);
      const wait = await limiter.take(key, logins);
      expect(wait).toBe(90_000);
      now += wait - 1;
      expect(await limiter.take(key, logins)).toBe(1);
      now += 1;
      expect(await limiter.take(key, logins)).toBe(0);
      expect(await limiter.take(key, logins)).toBe(90_000);
    });

    test("tokens come back evenly, and never more than the bucket holds", async () => {
      const limiter = await openNode();
      const key = freshKey();
      await limiter.take(key, messages, 20);
      now += 2_750;
      for (let taken = 0; taken < 5; taken++) expect(await limiter.take(key, messages)).toBe(0);
      expect(await limiter.take(key, messages)).toBe(250);
      now += 3_600_000;
      for (let taken = 0; taken < 20; taken++) expect(await limiter.take(key, messages)).toBe(0);
      expect(await limiter.take(key, messages)).toBe(500);
    });

    test("a call may cost several tokens, and waits for all of them", async () => {
      const limiter = await openNode();
      const key = freshKey();
      expect(await limiter.take(key, messages, 15)).toBe(0);
      expect(await limiter.take(key, messages, 6)).toBe(500);
      expect(await limiter.take(key, messages, 20)).toBe(7_500);
      expect(await limiter.take(key, messages, 5)).toBe(0);
    });

    test("a call that costs nothing is granted by an empty bucket", async () => {
      const limiter = await openNode();
      const key = freshKey();
      await limiter.take(key, messages, 20);
      expect(await limiter.take(key, messages, 0)).toBe(0);
    });

    test("a cost that no bucket could ever hold is a mistake, not a wait", async () => {
      const limiter = await openNode();
      const key = freshKey();
      expect(async () => await limiter.take(key, messages, 21)).toThrow(RangeError);
      expect(await limiter.take(key, messages, 20)).toBe(0);
    });

    test("buckets of other keys are untouched", async () => {
      const limiter = await openNode();
      const [ana, bo] = [freshKey(), freshKey()];
      await limiter.take(ana, messages, 20);
      expect(await limiter.take(bo, messages, 20)).toBe(0);
      expect(await limiter.take(ana, messages)).toBe(500);
    });

    test("any text is a key", async () => {
      const limiter = await openNode();
      for (const key of ["", "*", "{x}", "ключ\n👋", "a".repeat(5_000), "__proto__"]) {
        expect(await limiter.take(`${freshKey()}${key}`, { capacity: 1, refill_ms: 60_000 })).toBe(0);
        expect(await limiter.take(`message:ana ${keys}:2001:db8::1${key}`, { capacity: 1, refill_ms: 60_000 })).toBe(60_000);
      }
    });

    test("rates that do not divide evenly neither leak a token nor lose one", async () => {
      const limiter = await openNode();
      const key = freshKey();
      const thirds = { capacity: 7, refill_ms: 1_000 };
      for (let taken = 0; taken < 7; taken++) expect(await limiter.take(key, thirds)).toBe(0);
      for (let round = 0; round < 100; round++) {
        const wait = await limiter.take(key, thirds);
        expect(wait).toBeGreaterThan(0);
        expect(wait).toBeLessThanOrEqual(143);
        now += wait;
        expect(await limiter.take(key, thirds)).toBe(0);
      }
    });

    test("a clock set back, or a lowered rate, locks nobody out for longer than one refill", async () => {
      const limiter = await openNode();
      const [ana, bo] = [freshKey(), freshKey()];
      await limiter.take(ana, messages, 20);
      now -= 86_400_000;
      expect(await limiter.take(ana, messages)).toBe(500);
      await limiter.take(bo, logins, 10);
      expect(await limiter.take(bo, messages)).toBe(500);
    });

    test("many calls at once are granted exactly as many tokens as there are", async () => {
      const limiter = await openNode();
      const key = freshKey();
      const answers = await Promise.all(Array.from({ length: 200 }, async () => limiter.take(key, messages)));
      expect(answers.filter((wait) => wait === 0)).toHaveLength(20);
    });
  });
}
