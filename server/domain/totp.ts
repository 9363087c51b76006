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

/** The state after a right code; a refusal for a wrong one and for one that was used before. */
export async function useCode(context: Context, totp: Totp, code: string): Promise<Totp | Refusal> {
  if (!/^\d{6}$/.test(code)) return useRecoveryCode(totp, code);
  const now = context.now();
  // The step before and after count too: clocks of phones drift, and people type slowly.
  const options = {
    secret: context.seal.open(totp.secret),
    token: code,
    epoch: Math.floor(now / 1_000),
    epochTolerance: stepMs / 1_000,
  };
  const checked = await verify(options);
  if (!checked.valid) return refuse("wrong_totp", { field: "totp" });
  const step = Math.floor(now / stepMs) + checked.delta;
  return step > totp.last_step ? { ...totp, last_step: step } : refuse("wrong_totp", { field: "totp" });
}

function useRecoveryCode(totp: Totp, code: string): Totp | Refusal {
  const hash = hashOf(code);
  if (!totp.recovery.includes(hash)) return refuse("wrong_totp", { field: "totp" });
  return { ...totp, recovery: totp.recovery.filter((other) => other !== hash) };
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
