import { expect, test } from "bun:test";
import { Distribution } from "./metrics.ts";

test("a duration counts under the first bound that it does not exceed", () => {
  const distribution = new Distribution([0.01, 0.1]);
  for (const seconds of [0, 0.01, 0.011, 0.1, 0.2, 60]) distribution.note(seconds);
  expect(distribution.counts).toEqual([2, 2, 2]);
  expect(distribution.sum).toBeCloseTo(60.321);
});
