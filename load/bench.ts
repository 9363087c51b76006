import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { type Figure, isMet, type Row } from "./figure.ts";
import { fanOut } from "./figures/fan-out.ts";
import { firstLoad } from "./figures/first-load.ts";
import { history } from "./figures/history.ts";
import { joins } from "./figures/joins.ts";
import { memory } from "./figures/memory.ts";
import { sends } from "./figures/sends.ts";
import { start } from "./figures/start.ts";
import { cores, pinSelf } from "./process/child.ts";
import { formatTable } from "./table.ts";

/** `npm run bench [-- figure …]`: every figure beside its floor, measured alternately in the same run. See docs/benchmark.md. */
const figures: readonly Figure[] = [fanOut, memory, sends, joins, history, start, firstLoad];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "string", default: "bench-result.json" } },
});
const unknown = positionals.filter((name) => !figures.some((figure) => figure.name === name));
if (unknown.length > 0) {
  console.error(`There is no figure "${unknown[0]}". There are ${figures.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}

pinSelf();
const rows: Row[] = [];
for (const figure of figures) {
  if (positionals.length > 0 && !positionals.includes(figure.name)) continue;
  console.error(`${figure.name} …`);
  rows.push(...(await figure.run()));
}

console.log(formatTable(rows));
const machine = { cpu: cpus()[0]?.model, cores: cpus().length, pinned: cores !== null, bun: Bun.version };
const results = rows.map((row) => ({ ...row, met: isMet(row) }));
await Bun.write(values.json, `${JSON.stringify({ at: new Date().toISOString(), machine, results }, null, 2)}\n`);
process.exit(0);
