import { parseArgs } from "node:util";
import { type Figure, isMet, type Row } from "./figure.ts";
import { browser } from "./figures/browser.ts";
import { fanOut } from "./figures/fan-out.ts";
import { firstLoad } from "./figures/first-load.ts";
import { history } from "./figures/history.ts";
import { joins } from "./figures/joins.ts";
import { memory } from "./figures/memory.ts";
import { sends } from "./figures/sends.ts";
import { start } from "./figures/start.ts";
import { busyPart, describeMachine, tooBusy } from "./machine.ts";
import { pinSelf } from "./process/child.ts";
import { formatTable } from "./table.ts";

/** `npm run bench [-- figure …]`: every figure beside its floor, measured alternately in the same run. See docs/benchmark.md. */
const figures: readonly Figure[] = [fanOut, memory, sends, joins, history, start, firstLoad, browser];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "string", default: "bench-result.json" } },
});
const unknown = positionals.find((name) => !figures.some((figure) => figure.name === name));
if (unknown !== undefined) {
  console.error(`There is no figure "${unknown}". There are ${figures.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}

pinSelf();
const rows: Row[] = [];
const busy: (number | null)[] = [await busyPart()];
for (const figure of figures) {
  if (positionals.length > 0 && !positionals.includes(figure.name)) continue;
  console.error(`${figure.name} …`);
  rows.push(...(await figure.run()));
  busy.push(await busyPart());
}

console.log(formatTable(rows));
const busiest = Math.max(...busy.map((part) => part ?? 0));
if (busiest > tooBusy) {
  console.log(
    `\nOther programs took up to ${Math.round(busiest * 100)} % of this machine between the figures. Run it again when it is quiet.`,
  );
}
const results = rows.map((row) => ({ ...row, met: isMet(row) }));
const report = { at: new Date().toISOString(), machine: describeMachine(), busy_with_others: busiest, results };
await Bun.write(values.json, `${JSON.stringify(report, null, 2)}\n`);
process.exit(0);
