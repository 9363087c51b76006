import { expect, test } from "bun:test";
import { operations } from "#protocol/operations/index.ts";
import { registry } from "#server/operations/registry.ts";
import { generateRegistry, readOperation } from "./generate.ts";

const folder = new URL("../../server/operations", import.meta.url).pathname;

test("the registry is what its folder says", async () => {
  expect(await Bun.file(`${folder}/registry.ts`).text()).toBe(await generateRegistry(folder));
});

test("every operation of the protocol has its file, and no file serves anything else", () => {
  expect([...registry.keys()].sort()).toEqual(Object.keys(operations).sort());
});

test("a file whose operation is named differently is refused", () => {
  expect(() => readOperation("room/join.ts", 'export default defineOperation("room.leave", {});')).toThrow("room.join");
  expect(() => readOperation("room/join.ts", "export default {};")).toThrow("room.join");
});

test("a file without a default export is a helper", () => {
  expect(readOperation("room/code.ts", "export const length = 6;")).toBeNull();
});
