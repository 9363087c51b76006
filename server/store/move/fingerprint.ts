import { createHash } from "node:crypto";
import { keyOf, type Row, type TableShape, type Value } from "./table-shape.ts";

export interface Fingerprint {
  readonly rows: number;
  /** SHA-256 of all values of all rows in the order of their keys. */
  readonly hash: string;
}

const batchSize = 2_000;

export async function fingerprint(
  table: TableShape,
  readPage: (after: readonly Value[] | null, limit: number) => Promise<Row[]>,
): Promise<Fingerprint> {
  const hash = createHash("sha256");
  let count = 0;
  for (let after: readonly Value[] | null = null; ; ) {
    const rows: Row[] = await readPage(after, batchSize);
    for (const row of rows) hash.update(JSON.stringify(table.columns.map((column) => row[column])));
    count += rows.length;
    const last = rows.at(-1);
    if (!last) return { rows: count, hash: hash.digest("hex") };
    after = keyOf(table, last);
  }
}
