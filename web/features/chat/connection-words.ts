import type { ConnectionStatus } from "#client/parlor.ts";
import { text } from "../../text/text.ts";

/** The connection in a word or two, as it stands beside one's own name. */
export function connectionWords({ state, detail, retry_at }: ConnectionStatus, now: number): string {
  const words = text().connection;
  if (detail) return words[detail];
  if (state === "waiting") return words.waiting(Math.max(1, Math.ceil(((retry_at ?? now) - now) / 1_000)));
  return words[state];
}
