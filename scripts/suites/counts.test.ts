import { expect, test } from "bun:test";
import { judgeSuite, readJunit } from "./counts.ts";
import { summarize } from "./summary.ts";

function report(files: string[], totals: { tests: number; failures: number; skipped: number }): string {
  const suites = files.map(
    (file) => `<testsuite name="${file}" file="${file}" tests="1" failures="0" skipped="0" time="0"></testsuite>`,
  );
  const { tests, failures, skipped } = totals;
  return `<?xml version="1.0"?>
<testsuites name="bun test" tests="${tests}" assertions="9" failures="${failures}" skipped="${skipped}" time="0.1">
${suites.join("\n")}
</testsuites>`;
}

test("a report is read", () => {
  const read = readJunit(report(["a.test.ts"], { tests: 7, failures: 2, skipped: 1 }));
  expect(read?.counts).toEqual({ passed: 4, failed: 2, skipped: 1 });
  expect([...(read?.files ?? [])]).toEqual(["a.test.ts"]);
});

test("what is no report is none", () => {
  for (const xml of ["", "<testsuites", "<html></html>", `<testsuites name="bun test" tests="x" failures="0" skipped="0">`]) {
    expect(readJunit(xml)).toBeNull();
  }
});

test("a suite in which everything passed", () => {
  const xml = report(["a.test.ts", "b.test.ts"], { tests: 3, failures: 0, skipped: 1 });
  const judged = judgeSuite({ report: xml, exitCode: 0, files: ["a.test.ts", "b.test.ts"] });
  expect(judged).toEqual({ counts: { passed: 2, failed: 0, skipped: 1 }, remarks: [] });
});

test("a suite without test files fails", () => {
  expect(judgeSuite({ report: "", exitCode: 1, files: [] }).counts.failed).toBe(1);
});

test("a run that died without a report fails", () => {
  expect(judgeSuite({ report: "", exitCode: 139, files: ["a.test.ts"] }).counts).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("a file that did not load fails, beside the failures of others", () => {
  const xml = report(["a.test.ts"], { tests: 2, failures: 1, skipped: 0 });
  const judged = judgeSuite({ report: xml, exitCode: 1, files: ["a.test.ts", "b.test.ts"] });
  expect(judged.counts).toEqual({ passed: 1, failed: 2, skipped: 0 });
  expect(judged.remarks).toEqual(["b.test.ts ran no test"]);
});

test("an exit code that no test explains fails", () => {
  const xml = report(["a.test.ts"], { tests: 2, failures: 0, skipped: 0 });
  expect(judgeSuite({ report: xml, exitCode: 1, files: ["a.test.ts"] }).counts.failed).toBe(1);
});

test("the totals stand alone on the last line, after the names of what failed", () => {
  const text = summarize([
    { name: "lint", counts: { passed: 1, failed: 0, skipped: 0 }, seconds: 1, failures: [] },
    { name: "unit", counts: { passed: 40, failed: 2, skipped: 3 }, seconds: 12.34, failures: ["unit: one", "unit: two"] },
  ]);
  expect(text.split("\n").slice(-3)).toEqual(["failed: unit: one", "failed: unit: two", "41 passed, 2 failed, 3 skipped"]);
  expect(text).toContain("unit      40       2        3     12.3");
});
