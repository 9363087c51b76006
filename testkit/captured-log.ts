import { type Logger, pino } from "pino";

/** A log that a test can read: everything from this level on, as it would be written. */
export function captureLog(level: "trace" | "warn"): { readonly log: Logger; text(): string } {
  const lines: string[] = [];
  return { log: pino({ level }, { write: (line) => void lines.push(line) }), text: () => lines.join("") };
}
