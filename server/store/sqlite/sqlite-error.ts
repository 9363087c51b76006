import { StoreUnavailable } from "../store-unavailable.ts";
import type { WriteFault } from "./write-commands.ts";

const unavailable = /^SQLITE_(IOERR|FULL|CANTOPEN|BUSY|LOCKED|READONLY|NOMEM|CORRUPT|NOTADB|PROTOCOL|PERM)(_|$)/;

/** True for what the disk or another process did, as opposed to a wrong statement. */
export function isUnavailable(error: Error): boolean {
  return "code" in error && unavailable.test(String(error.code));
}

/** An error of the thread that writes, as the loop throws it. */
class SqliteError extends Error {
  override readonly name = "SqliteError";

  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

export function toError({ message, code }: WriteFault): Error {
  const error = new SqliteError(message, code);
  return isUnavailable(error) ? new StoreUnavailable(`SQLite: ${message} (${code})`) : error;
}

/** `UNIQUE constraint failed: accounts.email_folded` names the columns; indexes are named after table and columns. */
export function violatedIndex(error: unknown): string | null {
  if (!(error instanceof SqliteError) || error.code !== "SQLITE_CONSTRAINT_UNIQUE") return null;
  const columns = error.message.slice(error.message.indexOf(": ") + 2).split(", ");
  const [table = ""] = columns[0]?.split(".") ?? [];
  return [table, ...columns.map((column) => column.slice(table.length + 1))].join("_");
}
