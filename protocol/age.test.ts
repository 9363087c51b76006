import { expect, test } from "bun:test";
import { isOldEnough } from "./age.ts";

test.each([
  ["2010-11-21", "2026-11-21", true],
  ["2010-11-22", "2026-11-21", false],
  ["2010-11-20", "2026-11-21", true],
  ["2008-02-29", "2024-02-28", false],
  ["2008-02-29", "2024-02-29", true],
  ["2010-12-31", "2026-12-30", false],
  ["2030-01-01", "2026-11-21", false],
  ["1899-12-31", "2026-11-21", false],
])("born on %s, on %s: %p", (born, today, expected) => {
  expect(isOldEnough(born, Date.parse(`${today}T00:00:00Z`))).toBe(expected);
});
