import type { ShownMessage } from "#client/parlor.ts";

/** The parts of a row that decide its height. */
interface Measures {
  shown: ShownMessage;
  opens: boolean;
  day: number | null;
  divider: boolean;
  starts: boolean;
}

const lineChars = 56;
const linePx = 22;

/** A guess at a row's height until it is measured. The nearer it is, the steadier the scrollbar. */
export function estimateHeight(row: Measures): number {
  const above = (row.day === null ? 0 : 44) + (row.divider ? 36 : 0) + (row.opens ? 60 : 0);
  if (row.shown.message.type === "system") return above + 30;
  const { text } = row.shown.message.body;
  let breaks = 0;
  for (let at = text.indexOf("\n"); at >= 0 && breaks < 40; at = text.indexOf("\n", at + 1)) breaks++;
  const lines = Math.max(1, Math.ceil(text.length / lineChars)) + breaks;
  return above + 15 + Math.min(lines, 90) * linePx + (row.starts ? 10 + (row.shown.mine ? 0 : 20) : 2);
}
