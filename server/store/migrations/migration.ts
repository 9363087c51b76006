import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Engine } from "../schema.ts";

/**
 * One step of the schema, run once, in order, inside a transaction, on both engines. A step that has been released is
 * never changed; the next one mends it. It is typed without `Schema`, which only knows the newest state.
 */
export interface Migration {
  readonly name: string;
  up(db: Kysely<unknown>, columns: ColumnTypes): Promise<void>;
}

export interface ColumnTypes {
  readonly engine: Engine;
  /** Compared byte by byte, so that both engines order names alike. */
  readonly text: RawBuilder<unknown>;
  /** 64 bits. */
  readonly integer: RawBuilder<unknown>;
}

export const columnTypes: Record<Engine, ColumnTypes> = {
  sqlite: { engine: "sqlite", text: sql`text`, integer: sql`integer` },
  postgres: { engine: "postgres", text: sql`text collate "C"`, integer: sql`bigint` },
};
