import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Counts, judgeSuite, none } from "./counts.ts";
import type { Check, Step, Suite } from "./steps.ts";

export interface Outcome {
  readonly counts: Counts;
  readonly seconds: number;
  /** What the step printed, shown when it fails. */
  readonly output: string;
  /** The names of what failed: tests, or the check itself. */
  readonly failures: readonly string[];
}

export async function runStep(step: Step): Promise<Outcome> {
  const started = performance.now();
  const { counts, output } = await (step.kind === "check" ? runCheck(step) : runSuite(step));
  const seconds = (performance.now() - started) / 1000;
  return { counts, output, seconds, failures: counts.failed > 0 ? failuresIn(step.name, output) : [] };
}

async function runCheck(step: Check) {
  let output = "";
  let good = true;
  for (const command of step.commands) {
    const result = await run(command, step.limit);
    output += result.output;
    good &&= result.exitCode === 0;
  }
  return { output, counts: good ? { ...none, passed: 1 } : { ...none, failed: 1 } };
}

async function runSuite(step: Suite) {
  const folder = mkdtempSync(join(tmpdir(), "parlor-report-"));
  try {
    const report = join(folder, "report.xml");
    const paths = step.folders.map((name) => `./${name}/`);
    const { exitCode, output } = await run(
      [process.execPath, "test", "--timeout=30000", "--reporter=junit", `--reporter-outfile=${report}`, ...paths],
      step.limit,
    );
    const { counts, remarks } = judgeSuite({ report: readIfThere(report), exitCode, files: testFiles(step) });
    return { counts, output: [withoutPasses(output), ...remarks].join("\n") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bun names what failed twice, where it failed and at the end. */
function failuresIn(step: string, output: string): string[] {
  const names = [...output.matchAll(/^\(fail\) (.*?)(?: \[[\d.]+m?s\])?$/gm)].map((match) => `${step}: ${match[1]}`);
  return names.length > 0 ? [...new Set(names)] : [step];
}

/** What failed is easier found without the hundreds that passed, and without the names of files where nothing did. */
function withoutPasses(output: string): string {
  return output.replace(/^\((pass|skip|todo)\) .*\n/gm, "").replace(/^\S+\.test\.tsx?:\n+(?=\S+\.test\.tsx?:\n)/gm, "");
}

function testFiles(step: Suite): string[] {
  const glob = new Bun.Glob("**/*.test.{ts,tsx}");
  return step.folders.flatMap((folder) => {
    try {
      return [...glob.scanSync({ cwd: folder })].map((file) => `${folder}/${file}`);
    } catch {
      return [];
    }
  });
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Runs a command in a process group of its own, so that stopping it after `limit` seconds stops what it started too. */
async function run(command: readonly string[], limit: number): Promise<{ exitCode: number; output: string }> {
  const child = Bun.spawn([...command], { stdin: "ignore", stdout: "pipe", stderr: "pipe", detached: true });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    process.kill(-child.pid, "SIGKILL");
  }, limit * 1000);
  const forward = () => process.kill(-child.pid, "SIGTERM");
  process.on("SIGINT", forward);
  process.on("SIGTERM", forward);
  const [out, err, exitCode] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  clearTimeout(timer);
  process.off("SIGINT", forward);
  process.off("SIGTERM", forward);
  const output = out + err + (late ? `\nstopped after ${limit} seconds` : "");
  return { exitCode: late ? 1 : exitCode, output };
}
