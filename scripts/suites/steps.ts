import { existsSync } from "node:fs";
import type { ProgramName } from "#testkit/programs.ts";

/** One line of the summary: a check that passes or fails as a whole, or a suite of tests that counts each. */
export type Step = Check | Suite;

export interface Check {
  readonly kind: "check";
  readonly name: string;
  /** Run one after another; all of them, so that one run shows everything. */
  readonly commands: readonly (readonly string[])[];
  /** Seconds after which it is stopped and counts as failed. */
  readonly limit: number;
}

export interface Suite {
  readonly kind: "suite";
  readonly name: string;
  readonly folders: readonly string[];
  /** Without these the suite cannot run at all. */
  readonly needs: readonly ProgramName[];
  /** Without these the tests that want them skip themselves. */
  readonly wants: readonly ProgramName[];
  readonly limit: number;
}

const bun = process.execPath;

/** A tool of node_modules, run by Bun: the installed Node may be older than the tool likes. */
function tool(name: string, ...args: string[]): string[] {
  return [bun, `node_modules/.bin/${name}`, ...args];
}

function check(name: string, ...commands: readonly (readonly string[])[]): Check {
  return { kind: "check", name, commands, limit: 120 };
}

function suite(name: string, options: Partial<Omit<Suite, "kind" | "name">> = {}): Suite {
  return { kind: "suite", name, folders: [`tests/${name}`], needs: [], wants: [], limit: 300, ...options };
}

const unitFolders = ["protocol", "crypto", "client", "server", "web", "terminal", "cli", "load", "scripts", "testkit"];

export const steps: readonly Step[] = [
  check("lint", tool("biome", "ci", "--error-on-warnings", "--colors=off", ".")),
  check("types", tool("tsc", "-p", "."), tool("tsc", "-p", "tsconfig.portable.json")),
  check("boundaries", [bun, "scripts/check-boundaries.ts"]),
  check("unused", tool("knip", "--no-progress")),
  check("generated", [bun, "scripts/generate-registry.ts", "--check"]),
  check("build", [bun, "run", "build"]),
  suite("unit", { folders: unitFolders.filter((folder) => existsSync(folder)), wants: ["postgres", "redis"] }),
  suite("stories"),
  suite("cluster", { needs: ["postgres", "redis"] }),
  suite("security"),
  suite("crash"),
  suite("binary"),
  suite("browser", { needs: ["chromium"], limit: 600 }),
];

/** What `npm run verify` runs: everything that is quick. */
export const quickSteps = ["lint", "types", "boundaries", "unused", "generated", "unit"];
