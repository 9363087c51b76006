import { StoreUnavailable } from "../store-unavailable.ts";

/** SQLSTATE of a lost race, see https://www.postgresql.org/docs/current/errcodes-appendix.html */
const uniqueViolation = "23505";
const deadlock = "40P01";

/**
 * Classes of SQLSTATE in which the database, not the statement, is at fault: connection, transaction rollback,
 * resources, operator intervention (shutdown, statement timeout), system error; then a lock not got in time and a
 * transaction that waited too long for its next statement.
 */
const unavailable = /^(08...|40...|53...|57...|58...|55P03|25P03)$/;
/** What the client library throws, by message, where it gives no code. */
const lostConnection =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout|timeout exceeded when trying to connect|Cannot use a pool after)/;

export function violatedIndex(error: unknown): string | null {
  if (codeOf(error) !== uniqueViolation) return null;
  return (error as { constraint?: string }).constraint ?? null;
}

/** Somebody else committed first, or two transactions waited for each other: trying again settles it. */
export function isLostRace(error: unknown): boolean {
  return codeOf(error) === uniqueViolation || codeOf(error) === deadlock;
}

/** The error as `Store` throws it: `StoreUnavailable` for an unreachable database, others as they are. */
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StoreUnavailable || !isUnavailable(error)) return error;
  return new StoreUnavailable(`PostgreSQL: ${error.message || codeOf(error)}`, { cause: error });
}

function isUnavailable(error: Error): boolean {
  const code = codeOf(error);
  // Five characters are the database's own, names such as ECONNREFUSED are the system's.
  return unavailable.test(code) || /^E[A-Z]{4,}$/.test(code) || lostConnection.test(error.message);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
