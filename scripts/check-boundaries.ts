/** `bun scripts/check-boundaries.ts`: refuses imports against the table of `boundaries/table.ts`, and cycles. */
import { existsSync } from "node:fs";
import { checkBoundaries } from "./boundaries/check.ts";

const root = new URL("..", import.meta.url).pathname;
const sources = new Map<string, string>();
for await (const path of new Bun.Glob("**/*.{ts,tsx}").scan({ cwd: root })) {
  if (/^(node_modules|build|dist|data)\//.test(path)) continue;
  sources.set(path, await Bun.file(root + path).text());
}

const faults = checkBoundaries({ sources, exists: (path) => existsSync(root + path) });
for (const { file, line, message } of faults) console.error(`${file}:${line}  ${message}`);
console.log(`${sources.size} files, ${faults.length} imports refused`);
if (faults.length > 0) process.exitCode = 1;
