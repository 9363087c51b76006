import { type ErrorCode, errors, type Problem } from "#protocol/errors.ts";

/** What every entry point of the SDK resolves to. Trouble on the way is a value, never an exception. */
export type Result<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

export const fail = (code: ErrorCode, details?: Partial<Problem>): { ok: false; problem: Problem } => ({
  ok: false,
  problem: { code, message: errors[code].message, retry: errors[code].retry, ...details },
});

/** The server could not be asked, or did not answer: whether it acted is unknown. */
export const unreachable = (): { ok: false; problem: Problem } =>
  fail("unavailable", { message: "The server cannot be reached." });

/** Why a refusal means that this device is no longer signed in, or null when it does not. */
export function endsSession({ code }: Problem): "signed_out" | "blocked" | null {
  if (code === "account_blocked") return "blocked";
  return code === "not_signed_in" || code === "session_expired" || code === "refresh_reused" ? "signed_out" : null;
}
