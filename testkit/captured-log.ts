import type { Logger } from "pino";
import { createLog } from "#server/logging.ts";

/** A log that a test can read: everything from this level on, as it would be written. */
export function captureLog(log_level: "trace" | "debug" | "warn"): { readonly log: Logger; text(): string; lines(): LogLine[] } {
  const lines: string[] = [];
  return {
    log: createLog({ log_level }, { write: (line) => void lines.push(line) }),
    text: () => lines.join(""),
    lines: () => lines.map((line) => JSON.parse(line) as LogLine),
  };
}

export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };
