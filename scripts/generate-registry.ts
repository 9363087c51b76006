/** `bun scripts/generate-registry.ts`: writes `server/operations/registry.ts` from the files beside it; `--check` only compares. */
import { generateRegistry } from "./registry/generate.ts";

const root = new URL("..", import.meta.url).pathname;
const target = `${root}server/operations/registry.ts`;
const source = await generateRegistry(`${root}server/operations`);

if (!process.argv.includes("--check")) {
  await Bun.write(target, source);
} else if ((await Bun.file(target).text()) !== source) {
  console.error("server/operations/registry.ts is stale: run bun scripts/generate-registry.ts");
  process.exitCode = 1;
}
