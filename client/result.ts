import type { ErrorCode, Problem } from "#protocol/errors.ts";

/** What every entry point of the SDK resolves to. Trouble on the way is a value, never an exception. */
export type Result<T> = { ok: true; value: T } | { ok: false; problem: Problem };
type Failure = { ok: false; problem: Problem };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

/** A refusal of the client's own, in its own words: the server's table of sentences would be a tenth of the bundle. */
export const fail = (code: ErrorCode, message: string, details?: Partial<Problem>): Failure => ({
  ok: false,
  problem: { code, message, retry: "no", ...details },
});

/** The server could not be asked, or did not answer: whether it acted is unknown. */
export const unreachable = (): Failure => fail("unavailable", "The server cannot be reached.", { retry: "after" });

export const notSignedIn = (): Failure => fail("not_signed_in", "Sign in to do that.");

/** Why a refusal means that this device is no longer signed in, or null when it does not. */
export function endsSession({ code }: Problem): "signed_out" | "blocked" | null {
  if (code === "account_blocked") return "blocked";
  return code === "not_signed_in" || code === "session_expired" || code === "refresh_reused" ? "signed_out" : null;
}
