import { type DestinationStream, type Logger, pino } from "pino";
import type { Config } from "./config.ts";

/**
 * The log: one JSON object on each line, of the standard output unless a test reads it. Nothing that people write, no token
 * and no address with a query gets into it.
 */
export function createLog({ log_level }: Pick<Config, "log_level">, destination?: DestinationStream): Logger {
  const options = { level: log_level, serializers: { err: describeError } };
  return destination ? pino(options, destination) : pino(options);
}

/** Names a request in the log and to whoever made it: `x-request-id`. */
export function newRequestId(): string {
  return Bun.randomUUIDv7();
}

interface ErrorDescription {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: ErrorDescription;
}

/**
 * Only what is named here. Libraries hang on their errors what they were doing (PostgreSQL's the row, Redis' the command
 * with its arguments), and with it what people wrote.
 */
function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error, message: "not an error" };
  return {
    type: error.name,
    message: error.message,
    ...("code" in error && { code: String(error.code) }),
    ...(error.stack && { stack: error.stack }),
    ...(error.cause instanceof Error && { cause: describeError(error.cause) }),
  };
}
