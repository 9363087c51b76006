import { add, type Counts, none } from "./counts.ts";

export interface Line {
  readonly name: string;
  readonly counts: Counts;
  readonly seconds: number;
  readonly failures: readonly string[];
}

/** A table of all steps, what failed and, last and alone on its line, the totals that scripts read. */
export function summarize(lines: readonly Line[]): string {
  const total = lines.reduce((sum, line) => add(sum, line.counts), none);
  const header = ["step", "passed", "failed", "skipped", "seconds"];
  const rows = lines.map(({ name, counts, seconds }) => [
    name,
    String(counts.passed),
    String(counts.failed),
    String(counts.skipped),
    seconds.toFixed(1),
  ]);
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const format = (cells: readonly string[]) =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  ");
  const totals = `${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`;
  const failures = lines.flatMap((line) => line.failures.map((name) => `failed: ${name}`));
  return [format(header), ...rows.map(format), "", ...failures, totals].join("\n");
}
