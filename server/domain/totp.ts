import { generateSecret, generateURI, verify } from "otplib";
import { limits } from "#protocol/limits.ts";
import type { Context } from "../context.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { AccountRow, Totp } from "../store/store.ts";

/** The second factor: time-based codes of an authenticator app (RFC 6238: SHA-1, 6 digits, 30 s) and recovery codes. */

const stepMs = 30_000;

export function beginTotp(context: Context, account: AccountRow): { totp: Totp; secret: string; uri: string } {
  const secret = generateSecret();
  const uri = generateURI({ issuer: context.config.server_name, label: account.username, secret });
  return { totp: { secret: context.seal.close(secret), confirmed_at: null, last_step: 0, recovery: [] }, secret, uri };
}

/** A code that is right for a secret: the time step it is of, or the hash of the recovery code. Not spent yet. */
export interface RightCode {
  readonly secret: string;
  readonly of: { readonly step: number } | { readonly recovery: string };
}

/** Whether a code is right, whatever was used before. */
export async function checkCode(context: Context, { secret, recovery }: Totp, code: string): Promise<RightCode | Refusal> {
  if (!/^\d{6}$/.test(code)) {
    const hash = hashOf(code);
    return recovery.includes(hash) ? { secret, of: { recovery: hash } } : refuse("wrong_totp", { field: "totp" });
  }
  const now = context.now();
  // The step before and after count too: clocks of phones drift, and people type slowly.
  const options = {
    secret: context.seal.open(secret),
    token: code,
    epoch: Math.floor(now / 1_000),
    epochTolerance: stepMs / 1_000,
  };
  const checked = await verify(options);
  if (!checked.valid) return refuse("wrong_totp", { field: "totp" });
  return { secret, of: { step: Math.floor(now / stepMs) + checked.delta } };
}

/**
 * The state with the code spent; a refusal when it was used before. Asked inside the transaction, of the row as it is then:
 * of two that come with one code at once the second finds it spent, and two with different ones do not undo each other.
 */
export function spendCode(totp: Totp | null, { secret, of }: RightCode): Totp | Refusal {
  if (totp?.secret !== secret) return refuse("wrong_totp", { field: "totp" });
  if ("step" in of) return of.step > totp.last_step ? { ...totp, last_step: of.step } : refuse("wrong_totp", { field: "totp" });
  const recovery = totp.recovery.filter((hash) => hash !== of.recovery);
  return recovery.length < totp.recovery.length ? { ...totp, recovery } : refuse("wrong_totp", { field: "totp" });
}

/** Codes for when the phone is lost: each counts once. 50 random bits; the server keeps their hashes. */
export function newRecoveryCodes(): { codes: string[]; hashes: string[] } {
  const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const codes = Array.from({ length: limits.totp_recovery_codes }, () =>
    [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => alphabet[byte % alphabet.length]).join(""),
  );
  return { codes, hashes: codes.map(hashOf) };
}

function hashOf(code: string): string {
  return new Bun.CryptoHasher("sha256").update(code).digest("base64url");
}
