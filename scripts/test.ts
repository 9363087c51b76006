/**
 * `npm test`: every check and every suite, a table, and the totals. `npm test -- unit lint` runs only what is named,
 * `npm test -- --quick` what is quick.
 */
import type { ProgramName } from "#testkit/programs.ts";
import { type Counts, none } from "./suites/counts.ts";
import { howToInstall, provide } from "./suites/install.ts";
import { runStep } from "./suites/run-step.ts";
import { quickSteps, type Step, steps } from "./suites/steps.ts";
import { type Line, summarize } from "./suites/summary.ts";

const asked = process.argv.slice(2).flatMap((name) => (name === "--quick" ? quickSteps : [name]));
const unknown = asked.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`no step is called ${unknown.join(", ")}; there are ${steps.map((step) => step.name).join(", ")}`);
  process.exit(2);
}

const chosen = asked.length > 0 ? steps.filter((step) => asked.includes(step.name)) : steps;
const wanted = new Set(chosen.flatMap((step) => (step.kind === "suite" ? [...step.needs, ...step.wants] : [])));
const missing = await provide([...wanted]);

const lines: Line[] = [];
await runAll(
  chosen.filter((step) => step.kind === "check"),
  2,
);
await runAll(
  chosen.filter((step) => step.kind === "suite"),
  1,
);
lines.sort((a, b) => chosen.findIndex((step) => step.name === a.name) - chosen.findIndex((step) => step.name === b.name));
console.log(`\n${summarize(lines)}`);
if (lines.some((line) => line.counts.failed > 0)) process.exitCode = 1;

/** Checks do not mind a busy machine and run two at a time; suites start servers and browsers and run alone. */
async function runAll(queue: readonly Step[], atOnce: number): Promise<void> {
  const rest = [...queue];
  const worker = async () => {
    for (let step = rest.shift(); step; step = rest.shift()) lines.push(await report(step));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function report(step: Step): Promise<Line> {
  const lacking = step.kind === "suite" ? missing.filter((name) => step.needs.includes(name)) : [];
  if (lacking.length > 0) return skip(step, lacking);
  if (step.kind === "suite")
    warn(
      step.name,
      missing.filter((name) => step.wants.includes(name)),
    );
  const { counts, seconds, output, failures } = await runStep(step);
  if (counts.failed > 0) console.log(`\n--- ${step.name} failed; its output:\n${output.trimEnd()}\n---\n`);
  console.log(`${counts.failed > 0 ? "FAIL" : "ok  "} ${step.name.padEnd(12)} ${words(counts)}, ${seconds.toFixed(1)} s`);
  return { name: step.name, counts, seconds, failures };
}

function skip(step: Step, lacking: readonly ProgramName[]): Line {
  console.log(`SKIPPED ${step.name}: to run it, ${lacking.map(howToInstall).join("; ")}`);
  return { name: step.name, counts: { ...none, skipped: 1 }, seconds: 0, failures: [] };
}

function warn(name: string, lacking: readonly ProgramName[]): void {
  if (lacking.length > 0) console.log(`SKIPPED part of ${name}: to run all of it, ${lacking.map(howToInstall).join("; ")}`);
}

function words(counts: Counts): string {
  return `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
}
