import type { NewMessage } from "../store.ts";
import { appendBatch } from "./append-batch.ts";
import { SqliteConnection } from "./connection.ts";
import type { OpenedCommand } from "./write-commands.ts";

/** Pages of 4 KiB in the log above which they are moved into the database file. */
const checkpointPages = 4_000;
/** How long the log may be held up waiting for readers to let go of it, once it has grown to several times that. */
const restartTimeoutMs = 100;

/**
 * The only connection that writes. It lives on a thread of its own, so that a slow flush or a checkpoint holds up the
 * next commit but never the loop that serves sockets.
 */
export class WriteConnection {
  readonly #db: SqliteConnection;
  #restartAbove = 4 * checkpointPages;

  constructor(file: string) {
    this.#db = new SqliteConnection(file, "writes");
  }

  execute(command: OpenedCommand): unknown {
    switch (command.kind) {
      case "append":
        return this.#append(JSON.parse(command.messages), command.alone);
      case "query":
        return this.#db.run(command.sql, command.parameters);
      case "begin":
        return this.#db.run("begin immediate");
      case "commit":
        return this.#commit();
      case "rollback":
        return this.#rollBack();
      case "close":
        return this.#close();
    }
  }

  /**
   * Moves the log into the database file when it has grown. Run after a commit has been answered. Whatever goes wrong
   * here is met again by the next commit or checkpoint: nothing is lost, the log only stays longer.
   */
  checkpointIfDue(): void {
    if (this.#db.inTransaction) return;
    const { log, checkpointed } = this.#checkpoint("noop");
    if (log - checkpointed < checkpointPages && log < this.#restartAbove) return;
    this.#checkpoint("passive");
    // The log starts over by itself when nobody reads just then. Where somebody always does, wait for a moment.
    if (log < this.#restartAbove) return;
    this.#db.run(`pragma busy_timeout = ${restartTimeoutMs}`);
    const isRestarted = this.#checkpoint("restart").busy === 0;
    this.#db.run("pragma busy_timeout = 5000");
    this.#restartAbove = isRestarted ? 4 * checkpointPages : log + checkpointPages;
  }

  #checkpoint(mode: "noop" | "passive" | "restart" | "truncate"): { busy: number; log: number; checkpointed: number } {
    const [state] = this.#db.run(`pragma wal_checkpoint(${mode})`).rows;
    return state as { busy: number; log: number; checkpointed: number };
  }

  #append(messages: NewMessage[], alone: boolean): string {
    if (!alone) return JSON.stringify(appendBatch(this.#db, messages));
    this.#db.run("begin immediate");
    try {
      const outcomes = appendBatch(this.#db, messages);
      this.#db.run("commit");
      return JSON.stringify(outcomes);
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  #commit(): void {
    try {
      this.#db.run("commit");
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  /** SQLite has rolled back by itself after some errors. */
  #rollBack(): void {
    if (this.#db.inTransaction) this.#db.run("rollback");
  }

  #close(): void {
    using db = this.#db;
    try {
      this.#rollBack();
      db.run("pragma wal_checkpoint(truncate)");
    } catch {
      // The log stays beside the file and the next start reads it: whatever was acknowledged is in one of the two.
    }
  }
}
