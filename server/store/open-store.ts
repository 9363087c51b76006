import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { StartError } from "../start-error.ts";
import { SqliteStore } from "./sqlite/sqlite-store.ts";
import type { Store } from "./store.ts";

/** Opens the database and brings its schema up to date. Rejects with a StartError that says what is to be done. */
export async function openStore(config: { readonly data_dir: string; readonly database_url: string | null }): Promise<Store> {
  return config.database_url === null ? openSqlite(config.data_dir) : openPostgres(config.database_url);
}

async function openSqlite(folder: string): Promise<Store> {
  const file = resolve(folder, "parlor.db");
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return await SqliteStore.open(file);
  } catch (error) {
    if (error instanceof StartError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(
      `The database ${file} cannot be opened (${reason}): make sure that DATA_DIR is a folder this program may write to, on a disk with room, and that the file is Parlor's.`,
    );
  }
}

async function openPostgres(url: string): Promise<Store> {
  // Loaded only where it is wanted: the driver would add 20 ms to every start and 12 MB to every process.
  const { PostgresStore } = await import("./postgres/postgres-store.ts");
  const { explainPostgres } = await import("./postgres/start-errors.ts");
  try {
    return await PostgresStore.open(url);
  } catch (error) {
    throw error instanceof StartError ? error : explainPostgres(url, error);
  }
}
