/** What a step came to. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const none: Counts = { passed: 0, failed: 0, skipped: 0 };

export function add(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** The totals of Bun's JUnit report, and the test files it names. Null when the report is not one. */
export function readJunit(xml: string): { counts: Counts; files: Set<string> } | null {
  const total = /<testsuites [^>]*>/.exec(xml)?.[0];
  if (!total) return null;
  const number = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(total)?.[1] ?? Number.NaN);
  const [tests, failed, skipped] = [number("tests"), number("failures"), number("skipped")];
  if (!Number.isInteger(tests + failed + skipped)) return null;
  const files = new Set(
    [...xml.matchAll(/<testsuite [^>]*\bfile="([^"]*)"[^>]* tests="([^"]*)"/g)].map((match) => match[1] ?? ""),
  );
  return { counts: { passed: tests - failed - skipped, failed, skipped }, files };
}

/**
 * What a run of `bun test` came to. The report leaves out files that threw while loading and says nothing when Bun itself
 * died, so both are counted here: a test that did not run never passes for one that did.
 */
export function judgeSuite(run: { report: string; exitCode: number; files: readonly string[] }): {
  counts: Counts;
  remarks: string[];
} {
  const report = readJunit(run.report);
  if (run.files.length === 0) return { counts: { ...none, failed: 1 }, remarks: ["there is no test file here"] };
  if (!report) return { counts: { ...none, failed: 1 }, remarks: [`no report was written (exit code ${run.exitCode})`] };
  const missing = run.files.filter((file) => !report.files.has(file));
  const remarks = missing.map((file) => `${file} ran no test`);
  let failed = report.counts.failed + missing.length;
  if (failed === 0 && run.exitCode !== 0) {
    failed = 1;
    remarks.push(`every test passed, but the run ended with exit code ${run.exitCode}`);
  }
  return { counts: { ...report.counts, failed }, remarks };
}
