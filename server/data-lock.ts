import { Database } from "bun:sqlite";
import { chmodSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { StartError } from "./start-error.ts";

export interface DataLock extends Disposable {
  /** Made with the folder and kept in it: the same after every restart, another in every other folder. */
  readonly id: string;
}

/**
 * Takes a data folder for this process alone. The lock is SQLite's own on a small file: the system lets go of it when
 * the process ends in whatever way, so that nothing stale is left after a SIGKILL and no process id can be mistaken.
 */
export function lockDataFolder(
  folder: string,
  refusal = `Another Parlor already uses ${resolve(folder)}. Several nodes need DATABASE_URL and REDIS_URL.`,
): DataLock {
  const database = openLockFile(folder);
  try {
    // Whoever comes second is told at once; in this mode the lock is kept until the file is closed.
    database.run("PRAGMA busy_timeout = 0");
    database.run("PRAGMA locking_mode = EXCLUSIVE");
    database.run("BEGIN EXCLUSIVE");
    database.run("CREATE TABLE IF NOT EXISTS folder (id TEXT NOT NULL)");
    const known = database.query<{ id: string }, []>("SELECT id FROM folder").get()?.id;
    const id = known ?? crypto.randomUUID();
    if (!known) database.run("INSERT INTO folder (id) VALUES (?)", [id]);
    database.run("COMMIT");
    return { id, [Symbol.dispose]: () => database.close() };
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    throw new StartError(refusal);
  }
}

function openLockFile(folder: string): Database {
  const path = join(folder, "lock.db");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const database = new Database(path, { create: true });
    chmodSync(path, 0o600);
    return database;
  } catch {
    throw new StartError(
      `${resolve(folder)} cannot be written: make it writable for the user that runs Parlor, or set DATA_DIR.`,
    );
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "SQLITE_BUSY";
}
