import { open, rm } from "node:fs/promises";
import type { BlobHash } from "./blobs.ts";

export type SpoolOutcome =
  | { readonly kind: "spooled"; readonly hash: BlobHash; readonly size: number }
  | { readonly kind: "too_large" };

/**
 * Writes a stream to a new file and flushes it, without ever holding more of it than one piece. The name a blob gets is
 * known only at its end, so every blob begins here. Leaves no file unless it was spooled whole.
 */
export async function spool(content: AsyncIterable<Uint8Array>, path: string, max_bytes: number): Promise<SpoolOutcome> {
  const hasher = new Bun.CryptoHasher("sha256");
  let size = 0;
  let isWhole = false;
  const file = await open(path, "wx", 0o600);
  try {
    for await (const piece of content) {
      size += piece.byteLength;
      if (size > max_bytes) return { kind: "too_large" };
      hasher.update(piece);
      for (let written = 0; written < piece.byteLength; ) written += (await file.write(piece, written)).bytesWritten;
    }
    await file.sync();
    isWhole = true;
    return { kind: "spooled", hash: hasher.digest("hex") as BlobHash, size };
  } finally {
    await file.close();
    if (!isWhole) await rm(path, { force: true });
  }
}
