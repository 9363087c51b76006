import { expect, test } from "bun:test";
import { mid } from "#protocol/ids.ts";
import { newMid } from "./mid.ts";

const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));

test("a mid is one the protocol accepts, and no two are alike", () => {
  const made = Array.from({ length: 1_000 }, () => newMid(1_763_700_000_000, randomBytes));
  for (const text of made) expect(mid.parse(text)).toBe(text);
  expect(new Set(made).size).toBe(1_000);
});

test("later ones sort after earlier ones", () => {
  const times = [0, 9, 10, 35, 36, 1_763_700_000_000, 1_763_700_000_001, 1_999_999_999_999, 4_102_444_800_000];
  const made = times.map((now) => newMid(now, randomBytes));
  expect(made.toSorted()).toEqual(made);
});
