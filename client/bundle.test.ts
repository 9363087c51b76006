import { expect, test } from "bun:test";

/** What an app downloads to talk to a server, before its own code. */
const budget_bytes = 19 * 1024;

test("the client is small, and brings neither the schemas nor the derivation into the page", async () => {
  const { outputs, logs } = await Bun.build({ entrypoints: [`${import.meta.dir}/parlor.ts`], minify: true, target: "browser" });
  expect(logs).toEqual([]);
  const code = await outputs[0]!.text();
  expect(Bun.gzipSync(code).length).toBeLessThanOrEqual(budget_bytes);
  expect(code).not.toContain("ZodType");
  expect(code).not.toContain("invalid_type");
  expect(code).not.toContain("WebAssembly");
});
