import { expect, test } from "bun:test";
import { Backoff } from "./backoff.ts";

test("the range doubles from half a second to thirty", () => {
  const backoff = new Backoff(() => 1);
  expect(Array.from({ length: 9 }, () => backoff.next())).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
  ]);
});

test("the whole range is random, not its upper part", () => {
  const backoff = new Backoff(() => 0);
  expect([backoff.next(), backoff.next(), backoff.next()]).toEqual([0, 0, 0]);
});

test("it stays at the cap however often it fails, and begins anew after a success", () => {
  const backoff = new Backoff(() => 1);
  for (let failure = 0; failure < 5_000; failure++) backoff.next();
  expect(backoff.next()).toBe(30_000);
  backoff.reset();
  expect(backoff.next()).toBe(500);
});
