import { expect, test } from "bun:test";
import { reads } from "#protocol/reads.ts";
import { registry } from "./registry.ts";

test("clients ask by GET exactly what the registry says only reads", () => {
  const reading = [...registry.values()].filter(({ kind }) => kind === "reads").map(({ name }) => name);
  expect(reading.toSorted()).toEqual([...reads].toSorted());
});
