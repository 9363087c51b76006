import { Database, type SQLQueryBindings } from "bun:sqlite";
import type { Row, TableShape, Value } from "./table-shape.ts";

/** The embedded database, read from end to end. Nobody else may be writing to it. */
export class MoveSource implements Disposable {
  readonly #db: Database;

  constructor(file: string) {
    this.#db = new Database(file, { readonly: true });
  }

  /** Without what SQLite keeps for itself and what follows from other tables, such as an index of words. */
  tables(): string[] {
    const rows = this.#db.query<{ name: string }, []>(
      "select name from pragma_table_list where schema = 'main' and type = 'table'",
    );
    return rows.all().flatMap(({ name }) => (name.startsWith("sqlite_") ? [] : [name]));
  }

  /** Without the number of a row that SQLite itself gives. */
  columns(table: string): string[] {
    const all = this.#db.query<{ name: string; type: string; pk: number }, [string]>(
      "select name, type, pk from pragma_table_info(?)",
    );
    const columns = all.all(table);
    const hasOwnKey = columns.filter(({ pk }) => pk > 0).length !== 1;
    return columns.flatMap(({ name, type, pk }) => (pk === 1 && !hasOwnKey && /^integer$/i.test(type) ? [] : [name]));
  }

  count(table: string): number {
    return this.#db.query<{ count: number }, []>(`select count(*) as count from ${quote(table)}`).get()?.count ?? 0;
  }

  /** Rows in the order of their key, from behind `after` on. */
  page({ name, key, columns }: TableShape, after: readonly Value[] | null, limit: number): Row[] {
    const keys = key.map(quote).join(", ");
    const behind = after ? `where (${keys}) > (${key.map(() => "?").join(", ")})` : "";
    const text = `select ${columns.map(quote).join(", ")} from ${quote(name)} ${behind} order by ${keys} limit ${limit}`;
    return this.#db.query<Row, SQLQueryBindings[]>(text).all(...(after ?? []));
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
