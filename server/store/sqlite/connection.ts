import { Database, type SQLQueryBindings, type Statement } from "bun:sqlite";

export interface QueryOutcome {
  readonly rows: unknown[];
  readonly changes: number;
}

/** Beyond this many the statement used longest ago is finalised. Lists of ids make a statement for each of their lengths. */
const maxStatements = 300;

/** One connection of bun:sqlite that prepares every statement once. */
export class SqliteConnection implements Disposable {
  readonly #db: Database;
  readonly #statements = new Map<string, Statement>();

  constructor(file: string, mode: "reads" | "writes") {
    this.#db = new Database(file, mode === "reads" ? { readonly: true } : { readwrite: true, create: true });
    // First of all, since the pragmas below wait for other processes too.
    this.#db.run("pragma busy_timeout = 5000");
    if (mode === "reads") return;
    enterWal(this.#db);
    // A commit returns only once its frames of the log are on the disk. On macOS that takes the two after it.
    this.#db.run("pragma synchronous = full");
    this.#db.run("pragma fullfsync = 1");
    this.#db.run("pragma checkpoint_fullfsync = 1");
    this.#db.run("pragma wal_autocheckpoint = 0");
    this.#db.run("pragma journal_size_limit = 67108864");
    this.#db.run("pragma cache_size = -16000");
    // What is deleted is overwritten: a person who has their account deleted means the bytes in the file as well.
    this.#db.run("pragma secure_delete = on");
  }

  get inTransaction(): boolean {
    return this.#db.inTransaction;
  }

  prepare(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known) {
      this.#statements.delete(sql);
      this.#statements.set(sql, known);
      return known;
    }
    const statement = this.#db.prepare(sql);
    const [oldest] = this.#statements;
    if (oldest && this.#statements.size >= maxStatements) {
      this.#statements.delete(oldest[0]);
      oldest[1].finalize();
    }
    this.#statements.set(sql, statement);
    return statement;
  }

  run(sql: string, parameters: readonly unknown[] = []): QueryOutcome {
    const statement = this.prepare(sql);
    const bindings = parameters as SQLQueryBindings[];
    if (statement.columnNames.length > 0) return { rows: statement.all(...bindings), changes: 0 };
    return { rows: [], changes: statement.run(...bindings).changes };
  }

  /** Finalises first: with a statement left open SQLite would keep the files open until the next garbage collection. */
  [Symbol.dispose](): void {
    for (const statement of this.#statements.values()) statement.finalize();
    this.#statements.clear();
    this.#db.close(true);
  }
}

/** Making a new file a WAL one needs it alone, and that is the one lock for which SQLite does not wait by itself. */
function enterWal(db: Database): void {
  for (let tries = 1; ; tries++) {
    try {
      db.run("pragma journal_mode = wal");
      return;
    } catch (error) {
      const isBusy = error instanceof Error && "code" in error && error.code === "SQLITE_BUSY";
      if (!isBusy || tries === 250) throw error;
      Bun.sleepSync(20);
    }
  }
}
