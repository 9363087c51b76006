import { afterAll, beforeAll, expect, test } from "bun:test";
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

/** The rules are worth what they refuse: samples that break them, in a project of their own under our configuration. */
const root = new URL("..", import.meta.url).pathname;

const refused: [rule: string, path: string, source: string][] = [
  ["noExplicitAny", "server/any.ts", "export function f(value: any): string {\n  return String(value);\n}\n"],
  ["noUnusedVariables", "server/unused.ts", "export function f(): void {\n  const left = 1;\n}\n"],
  ["noUnusedImports", "server/unused-import.ts", 'import { f } from "./f.ts";\n'],
  ["noFloatingPromises", "server/floating.ts", "async function f(): Promise<void> {}\nexport function g(): void {\n  f();\n}\n"],
  [
    "useExhaustiveSwitchCases",
    "server/switch.ts",
    'export function f(kind: "a" | "b"): void {\n  switch (kind) {\n    case "a":\n      throw new Error(kind);\n  }\n}\n',
  ],
  ["useImportExtensions", "server/extension.ts", 'import { b } from "./bus/bus";\n\nexport const a = b;\n'],
  ["noDefaultExport", "server/default.ts", "export default 1;\n"],
  ["noConsole", "server/console.ts", 'console.log("a");\n'],
  ["useFilenamingConvention", "server/someFile.ts", "export const a = 1;\n"],
  ["noRestrictedGlobals", "client/dom.ts", "export const width = document.body.clientWidth;\n"],
  ["noRestrictedGlobals", "client/bun.ts", 'export const file = Bun.file("a");\n'],
  ["noRestrictedGlobals", "client/timer.ts", "export const later = (f: () => void) => setTimeout(f, 1);\n"],
  ["noRestrictedGlobals", "crypto/network.ts", 'export const answer = fetch("/a");\n'],
  ["noRestrictedGlobals", "protocol/environment.ts", "export const host = process.env.HOST;\n"],
  ["useButtonType", "web/ui/Button.tsx", "export const sample = <button>Send</button>;\n"],
  ["useAltText", "web/ui/Image.tsx", 'export const sample = <img src="/a.png" />;\n'],
  ["useKeyWithClickEvents", "web/ui/Click.tsx", "export const sample = <div onClick={() => history.back()}>Back</div>;\n"],
  ["noFocusedTests", "server/focus.test.ts", 'import { test } from "bun:test";\n\ntest.only("a", () => undefined);\n'],
];

const allowed: [path: string, source: string][] = [
  ["server/bus/bus.ts", "export const b = 1;\n"],
  ["server/operations/message/get_changes.ts", "export default 1;\n"],
  ["cli/print.ts", 'console.log("a");\n'],
  ["web/ui/Good.tsx", 'export const sample = <button type="button">Send</button>;\n'],
  ["web/page.ts", "export const width = document.body.clientWidth;\n"],
];

let folder = "";
const found = new Map<string, string[]>();

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "parlor-rules-")));
  for (const name of ["biome.json", ".gitignore", "tsconfig.json"]) copyFileSync(join(root, name), join(folder, name));
  for (const [path, source] of [...refused.map(([, ...file]) => file), ...allowed]) write(path, source);
  const { output } = await runTool("biome", "lint", "--max-diagnostics=none", "--reporter=github", ".");
  for (const [, rule = "", file = ""] of output.matchAll(/title=lint\/\w+\/(\w+),file=([^,]+)/g)) {
    const path = relative(folder, file);
    found.set(path, [...(found.get(path) ?? []), rule]);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

async function runTool(name: string, ...args: string[]): Promise<{ output: string; exitCode: number }> {
  const command = [process.execPath, join(root, "node_modules/.bin", name), ...args];
  const child = Bun.spawn(command, { cwd: folder, stdout: "pipe", stderr: "pipe" });
  const output = await new Response(child.stdout).text();
  return { output, exitCode: await child.exited };
}

test.each(refused)("%s refuses %s", (rule, path) => {
  expect(found.get(path)).toContain(rule);
});

test.each(allowed)("%s is fine", (path) => {
  expect(found.get(path)).toBeUndefined();
});

test("exports, files and dependencies that nobody uses are found", async () => {
  write("package.json", JSON.stringify({ name: "sample", type: "module", dependencies: { "left-over": "1.0.0" } }));
  write("knip.json", JSON.stringify({ entry: ["cli/parlor.ts"], project: ["{cli,parts}/**/*.ts"] }));
  write("cli/parlor.ts", 'import { used } from "../parts/parts.ts";\n\nused();\n');
  write("parts/parts.ts", "export function used(): void {}\nexport function unusedExport(): void {}\n");
  write("parts/unused-file.ts", "export const a = 1;\n");
  const { output, exitCode } = await runTool("knip", "--no-progress");
  expect(exitCode).toBe(1);
  for (const name of ["unusedExport", "parts/unused-file.ts", "left-over"]) expect(output).toContain(name);
});
