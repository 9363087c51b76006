import type { PasswordKdf } from "#protocol/objects/account.ts";
import { decodeBase64url, encodeBase64url } from "./base64url.ts";

/** How much work a password is turned into keys with. Apart from the derivation, so that asking costs no WebAssembly. */

const saltLength = 16;
const bounds = { m: { min: 19_456, max: 1_048_576 }, t: { min: 2, max: 16 }, p: { min: 1, max: 4 } };

/** Parameters for a new password: Argon2id with 64 MiB, 3 passes, 1 lane (RFC 9106 §4) and a fresh salt. */
export function newKdf(randomBytes: (length: number) => Uint8Array): PasswordKdf {
  return { alg: "argon2id", m: 65_536, t: 3, p: 1, salt: encodeBase64url(randomBytes(saltLength)) };
}

/**
 * Whether to derive with these parameters, which come from the server. Less work than the floor would let a dishonest
 * server have the password guessed cheaply; more than the ceiling would let it hang the device.
 */
export function isAcceptableKdf(kdf: PasswordKdf): boolean {
  const within = (name: keyof typeof bounds) =>
    Number.isInteger(kdf[name]) && kdf[name] >= bounds[name].min && kdf[name] <= bounds[name].max;
  return kdf.alg === "argon2id" && within("m") && within("t") && within("p") && decodeBase64url(kdf.salt)?.length === saltLength;
}
