/**
 * Moves everything from the embedded database to PostgreSQL. Whatever stops it, it goes on where it was: every batch of rows
 * and the note of its last key are one transaction of the target. At the end both are read from end to end and compared.
 */
import { StartError } from "../../start-error.ts";
import { toStoreError } from "../postgres/postgres-error.ts";
import { PostgresStore } from "../postgres/postgres-store.ts";
import { explainPostgres } from "../postgres/start-errors.ts";
import { SqliteStore } from "../sqlite/sqlite-store.ts";
import { StoreUnavailable } from "../store-unavailable.ts";
import { type Fingerprint, fingerprint } from "./fingerprint.ts";
import { MoveSource } from "./source.ts";
import { keyOf, type TableShape } from "./table-shape.ts";
import { MoveTarget } from "./target.ts";

export interface MoveOptions {
  /** The embedded database. The caller holds the lock of its folder. */
  readonly file: string;
  /** Names the data folder, so that an unfinished move of another one is not gone on with. */
  readonly source: string;
  /** The caller holds its lock. */
  readonly database_url: string;
  readonly onProgress: (progress: MoveProgress) => void;
}

export type MoveProgress =
  | { readonly kind: "copied"; readonly table: string; readonly copied: number; readonly of: number }
  /** Changed in the source since an earlier run had copied it. */
  | { readonly kind: "copied_anew"; readonly table: string }
  | { readonly kind: "compared"; readonly table: string; readonly rows: number };

export type MoveOutcome =
  | { readonly kind: "moved"; readonly tables: number; readonly rows: number }
  | { readonly kind: "moved_before"; readonly at: number };

const batchSize = 1_000;

/** Rejects with a StartError that says what is to be done; what was copied by then stays and need not be copied again. */
export async function moveDatabase(options: MoveOptions): Promise<MoveOutcome> {
  try {
    return await moveAll(options);
  } catch (error) {
    if (toStoreError(error) instanceof StoreUnavailable) throw explainPostgres(options.database_url, error);
    throw error;
  }
}

async function moveAll(options: MoveOptions): Promise<MoveOutcome> {
  const { file, source: name, database_url } = options;
  // Both are brought to this program's schema, so that they have the same tables.
  await (await SqliteStore.open(file)).close();
  await PostgresStore.migrate(database_url);
  using source = new MoveSource(file);
  await using target = new MoveTarget(database_url);
  const tables = matchTables(source, await target.tables());

  const finished = await target.note("finished");
  await claim(target, { name, tables, isFinished: finished !== null });
  if (finished !== null) return { kind: "moved_before", at: Number(finished) };

  const move = new Move(source, target, options.onProgress);
  let rows = 0;
  for (const table of tables) await move.copy(table);
  for (const table of tables) rows += await move.compare(table);
  await target.analyze();
  await target.setNote("finished", String(Date.now()));
  return { kind: "moved", tables: tables.length, rows };
}

/** The target is empty, or holds what an earlier run of the same move has left. */
async function claim(
  target: MoveTarget,
  { name, tables, isFinished }: { name: string; tables: readonly TableShape[]; isFinished: boolean },
): Promise<void> {
  const known = await target.note("source");
  if (known === name) return;
  if (known !== null) {
    const state = isFinished
      ? "holds a server that was moved from another data folder"
      : "holds the unfinished move of another data folder";
    throw new StartError(`The database to move to ${state}: give an empty one.`);
  }
  for (const table of tables) {
    if (await target.isEmpty(table.name)) continue;
    throw new StartError(`The database to move to holds data already (in ${table.name}): give an empty one.`);
  }
  await target.begin(name);
}

/** Every table and column of one has its like in the other; a migration that breaks this has to say here how to move. */
function matchTables(source: MoveSource, targets: readonly TableShape[]): readonly TableShape[] {
  const names = source.tables().filter((name) => name !== "migrations");
  const missing = [
    ...names.filter((name) => !targets.some((target) => target.name === name)),
    ...targets.flatMap(({ name, key, columns }) => {
      if (!names.includes(name) || key.length === 0) return [name];
      const others = source.columns(name);
      const differing = [
        ...columns.filter((column) => !others.includes(column)),
        ...others.filter((column) => !columns.includes(column)),
      ];
      return differing.map((column) => `${name}.${column}`);
    }),
  ];
  if (missing.length > 0) throw new TypeError(`Not the same in both databases: ${missing.join(", ")}`);
  return targets;
}

class Move {
  constructor(
    private readonly source: MoveSource,
    private readonly target: MoveTarget,
    private readonly onProgress: (progress: MoveProgress) => void,
  ) {}

  async copy(table: TableShape): Promise<void> {
    const total = this.source.count(table.name);
    let { copied, after } = await this.target.position(table.name);
    for (;;) {
      const rows = this.source.page(table, after, batchSize);
      const last = rows.at(-1);
      if (!last) break;
      after = keyOf(table, last);
      copied += rows.length;
      await this.target.insert(table, rows, { copied, after });
      this.onProgress({ kind: "copied", table: table.name, copied, of: total });
    }
    if (copied === 0) this.onProgress({ kind: "copied", table: table.name, copied, of: total });
  }

  /** A server that ran on the source between two runs has changed rows behind the first one's back. */
  async compare(table: TableShape): Promise<number> {
    let [there, here] = await this.#read(table);
    if (there.hash !== here.hash) {
      this.onProgress({ kind: "copied_anew", table: table.name });
      await this.target.clear(table.name);
      await this.copy(table);
      [there, here] = await this.#read(table);
    }
    if (there.rows !== here.rows || there.hash !== here.hash) {
      throw new StartError(
        `The table ${table.name} is not the same in both databases (${there.rows} and ${here.rows} rows): run the command again.`,
      );
    }
    this.onProgress({ kind: "compared", table: table.name, rows: here.rows });
    return here.rows;
  }

  async #read(table: TableShape): Promise<[source: Fingerprint, target: Fingerprint]> {
    return [
      await fingerprint(table, async (after, limit) => this.source.page(table, after, limit)),
      await fingerprint(table, (after, limit) => this.target.page(table, after, limit)),
    ];
  }
}
