import { encodeBase64url } from "#crypto/base64url.ts";
import type { Mid } from "#protocol/ids.ts";

/**
 * The id of a new message: 9 characters of time (milliseconds in base 36), then 80 random bits. Any unique text would do;
 * ids that grow let the server's index of them grow at its end, which more than doubles what it can store per second.
 */
export function newMid(now: number, randomBytes: (length: number) => Uint8Array): Mid {
  return `${now.toString(36).padStart(9, "0")}${encodeBase64url(randomBytes(10))}` as Mid;
}
