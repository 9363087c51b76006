import { createHMAC, createSHA256 } from "hash-wasm";

/**
 * HKDF with SHA-256 (RFC 5869). Not on WebCrypto, which browsers withhold on plain `http://` addresses: signing in to a
 * server on the local network needs this and must not depend on a certificate.
 */

const hashLength = 32;

/** RFC 5869 §2.2: a pseudorandom key of 32 bytes from the input keying material. */
export async function extract(salt: Uint8Array, material: Uint8Array): Promise<Uint8Array> {
  return hmac(salt, material);
}

/** RFC 5869 §2.3: `length` bytes (at most 8,160) bound to `info`. */
export async function expand(key: Uint8Array, info: Uint8Array, length: number): Promise<Uint8Array> {
  if (length > 255 * hashLength) throw new RangeError("HKDF gives at most 8,160 bytes");
  const output = new Uint8Array(length);
  let block = new Uint8Array(0);
  for (let counter = 1, filled = 0; filled < length; counter++, filled += hashLength) {
    block = await hmac(key, block, info, Uint8Array.of(counter));
    output.set(block.subarray(0, length - filled), filled);
  }
  return output;
}

async function hmac(key: Uint8Array, ...parts: Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  const mac = await createHMAC(createSHA256(), key);
  mac.init();
  for (const part of parts) mac.update(part);
  return Uint8Array.from(mac.digest("binary"));
}
