import axe from "axe-core";
import type { Page } from "playwright-core";

/** Findings of axe that keep people out, in words; of one of its rules, or of all. */
export async function seriousFindings(page: Page, rule: string | null = null): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(async (only) => {
    const { axe: checker } = window as unknown as { axe: typeof axe };
    const { violations } = await checker.run(document, {
      resultTypes: ["violations"],
      ...(only !== null && { runOnly: [only] }),
    });
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    return serious.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
  }, rule);
}
