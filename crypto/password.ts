import { argon2id } from "hash-wasm";
import type { PasswordKdf } from "#protocol/objects/account.ts";
import { decodeBase64url, encodeBase64url } from "./base64url.ts";
import { expand, extract } from "./hkdf.ts";
import { isAcceptableKdf } from "./password-kdf.ts";

/**
 * Password -> keys. The server is given only `auth`, from which neither the password nor `wrap` can be had short of guessing
 * at Argon2id's cost; `wrap` opens the account's vault and never leaves the device.
 */

const keyLength = 32;
const label = (name: string) => new TextEncoder().encode(`parlor/${name}/v1\0`);

export interface PasswordKeys {
  /** 32 bytes as 43 characters of base64url: what signs in. */
  auth: string;
  /** 32 bytes: what wraps the vault's key. */
  wrap: Uint8Array;
}

/**
 * Argon2id (RFC 9106) over the password in NFKC, then HKDF-SHA256 (RFC 5869) with a zero salt and one label for each key.
 * Blocks its thread for about 0.3 s. Throws a `RangeError` for an empty password and for parameters that
 * `isAcceptableKdf` refuses: nobody derives with less work than the floor, whatever a server says.
 */
export async function deriveKeys(password: string, kdf: PasswordKdf): Promise<PasswordKeys> {
  const salt = decodeBase64url(kdf.salt);
  if (password === "" || !salt || !isAcceptableKdf(kdf)) throw new RangeError("Refused to derive keys with these parameters");
  const master = await argon2id({
    password: new TextEncoder().encode(password.normalize("NFKC")),
    salt,
    memorySize: kdf.m,
    iterations: kdf.t,
    parallelism: kdf.p,
    hashLength: keyLength,
    outputType: "binary",
  });
  const key = await extract(new Uint8Array(keyLength), master);
  return {
    auth: encodeBase64url(await expand(key, label("auth"), keyLength)),
    wrap: await expand(key, label("wrap"), keyLength),
  };
}
