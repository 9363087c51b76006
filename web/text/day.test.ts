import { expect, test } from "bun:test";
import { daysBetween, startOfDay } from "./day.ts";

const at = (text: string) => new Date(text).getTime();

test("two times of one day have the same start, midnight belongs to the new day", () => {
  expect(startOfDay(at("2025-03-12T00:00:00"))).toBe(startOfDay(at("2025-03-12T23:59:59.999")));
  expect(startOfDay(at("2025-03-12T23:59:59.999"))).not.toBe(startOfDay(at("2025-03-13T00:00:00")));
});

test("a minute across midnight is one day", () => {
  expect(daysBetween(at("2025-03-11T23:59:00"), startOfDay(at("2025-03-12T00:01:00")))).toBe(1);
  expect(daysBetween(at("2025-03-12T00:00:00"), startOfDay(at("2025-03-12T23:00:00")))).toBe(0);
});

test("days with a change of the clocks count as one, whatever the zone", () => {
  expect(daysBetween(at("2025-03-29T12:00:00"), startOfDay(at("2025-03-31T12:00:00")))).toBe(2);
  expect(daysBetween(at("2025-10-25T12:00:00"), startOfDay(at("2025-10-27T12:00:00")))).toBe(2);
});
