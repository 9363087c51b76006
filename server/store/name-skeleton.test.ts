import { expect, test } from "bun:test";
import confusables from "unhomoglyph/data.json" with { type: "json" };
import { nameSkeleton } from "./name-skeleton.ts";

test.each([
  ["ana", "Ana"],
  ["ana", "аnа"],
  ["paypal", "PAYPAI"],
  ["bill", "Bi11"],
  ["bo", "b0"],
  ["jose", "José"],
  ["cy di", "c_y.d-i"],
  ["bo", "𝐛𝐨"],
])("%s looks like %s", (one, other) => {
  expect(nameSkeleton(one)).toBe(nameSkeleton(other));
});

test.each([
  ["ana", "anna"],
  ["bo", "do"],
  ["cy", "cyd"],
])("%s does not look like %s", (one, other) => {
  expect(nameSkeleton(one)).not.toBe(nameSkeleton(other));
});

test("every key of the table is one character", () => {
  const keys = Object.keys(confusables);
  expect(keys.length).toBeGreaterThan(6_000);
  expect(keys.filter((key) => Array.from(key).length !== 1)).toEqual([]);
});
