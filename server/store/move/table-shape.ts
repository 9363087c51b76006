/** What both databases know of a table. */
export interface TableShape {
  readonly name: string;
  /** Columns of the primary key, in its order. */
  readonly key: readonly string[];
  readonly columns: readonly string[];
}

/** There are no other kinds of values in the tables; see schema.ts. */
export type Value = string | number | null;
export type Row = Record<string, Value>;

export function keyOf({ key }: TableShape, row: Row): Value[] {
  return key.map((column) => row[column] ?? null);
}
