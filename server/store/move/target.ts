import type { Pool } from "pg";
import { openPool, type Run, withConnection } from "../postgres/pool.ts";
import { moveTable } from "./half-moved.ts";
import { quote } from "./source.ts";
import type { Row, TableShape, Value } from "./table-shape.ts";

/** How far one table is. */
export interface Position {
  readonly copied: number;
  /** Key of the last row copied. */
  readonly after: readonly Value[] | null;
}

/** Tables of the target that are not copied. */
const own = ["migrations", moveTable];

/** PostgreSQL as the move writes it: rows and the note of how far they are in the same transaction. */
export class MoveTarget implements AsyncDisposable {
  readonly #pool: Pool;

  constructor(url: string) {
    this.#pool = openPool({ url, size: 1, mode: "migrates" });
  }

  /** All tables but those it keeps for itself, so that a table of a later version is moved without a word here. */
  async tables(): Promise<TableShape[]> {
    const { rows } = await this.#pool.query<{ name: string; key: string[]; columns: string[] }>(
      `select c.relname as name,
        (select array_agg(a.attname::text order by k.place) from pg_index i
          cross join unnest(i.indkey) with ordinality as k (number, place)
          join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
          where i.indrelid = c.oid and i.indisprimary) as key,
        (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
      from pg_class c
      where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = current_schema()::regnamespace
        and c.relname <> all($1::text[])
      order by c.relname`,
      [own],
    );
    return rows;
  }

  async note(name: string): Promise<string | null> {
    const { rows } = await this.#pool.query<{ known: boolean }>("select to_regclass($1) is not null as known", [moveTable]);
    if (!rows[0]?.known) return null;
    const found = await this.#pool.query<{ value: string }>(`select value from ${moveTable} where name = $1`, [name]);
    return found.rows[0]?.value ?? null;
  }

  async begin(source: string): Promise<void> {
    await this.#pool.query(`create table if not exists ${moveTable} (name text primary key, value text not null)`);
    await this.setNote("source", source);
  }

  setNote(name: string, value: string): Promise<void> {
    return withConnection(this.#pool, (run) => setNote(run, name, value));
  }

  async position(table: string): Promise<Position> {
    const noted = await this.note(`table ${table}`);
    return noted ? (JSON.parse(noted) as Position) : { copied: 0, after: null };
  }

  /** Both or neither are there afterwards, whatever happens in the middle. */
  async insert({ name, columns }: TableShape, rows: readonly Row[], position: Position): Promise<void> {
    const names = columns.map(quote).join(", ");
    await withConnection(this.#pool, async (run) => {
      await run("begin");
      const insert = `insert into ${quote(name)} (${names}) select ${names} from json_populate_recordset(null::${quote(name)}, $1::json)`;
      await run(insert, [JSON.stringify(rows)]);
      await setNote(run, `table ${name}`, JSON.stringify(position));
      await run("commit");
    });
  }

  /** Forgets what was copied of a table. */
  async clear(table: string): Promise<void> {
    await withConnection(this.#pool, async (run) => {
      await run("begin");
      await run(`delete from ${quote(table)}`);
      await run(`delete from ${moveTable} where name = $1`, [`table ${table}`]);
      await run("commit");
    });
  }

  async isEmpty(table: string): Promise<boolean> {
    return (await this.#pool.query(`select 1 from ${quote(table)} limit 1`)).rows.length === 0;
  }

  async page({ name, key, columns }: TableShape, after: readonly Value[] | null, limit: number): Promise<Row[]> {
    const keys = key.map(quote).join(", ");
    const behind = after ? `where (${keys}) > (${key.map((_, index) => `$${index + 1}`).join(", ")})` : "";
    const text = `select ${columns.map(quote).join(", ")} from ${quote(name)} ${behind} order by ${keys} limit ${limit}`;
    return (await this.#pool.query<Row>(text, [...(after ?? [])])).rows;
  }

  /** So that the first questions of the server are planned with knowledge of what is there. */
  async analyze(): Promise<void> {
    await this.#pool.query("analyze");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.end();
  }
}

async function setNote(run: Run, name: string, value: string): Promise<void> {
  const text = `insert into ${moveTable} (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value`;
  await run(text, [name, value]);
}
