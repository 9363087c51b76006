import type { Problem } from "#protocol/errors.ts";
import { text } from "./text.ts";

/** A refusal as a sentence for the person; the server's own sentence, which is English, unless this side has one. */
export function problemText(problem: Problem): string {
  const words = text().problem;
  if (problem.code === "unavailable") return words.unavailable;
  if (problem.code === "rate_limited" && problem.retry_after_ms !== undefined) {
    const seconds = Math.max(1, Math.ceil(problem.retry_after_ms / 1_000));
    return seconds < 100 ? words.rate_limited(seconds) : words.rate_limited_minutes(Math.ceil(seconds / 60));
  }
  return words.sentences[problem.code] ?? problem.message;
}
