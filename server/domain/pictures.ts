import { limits } from "#protocol/limits.ts";
import type { BlobHash, Blobs } from "../blobs/blobs.ts";
import { type Refusal, refuse } from "../refusal.ts";

/** Sides in pixels: on a profile card, and beside names. */
const sizes = { large: 512, small: 96 };
/** A small file can unfold into a huge image; this many pixels are 200 MB. */
const maxPixels = 50_000_000;

/**
 * Re-encodes an image as WebP in two square sizes. What it is the content says, not the name; nothing of the original file
 * survives, so neither do its metadata (place and time of the photo) nor anything hidden behind the image.
 */
export async function storePicture(
  blobs: Blobs,
  bytes: Uint8Array,
): Promise<{ picture: BlobHash; picture_small: BlobHash } | Refusal> {
  if (!isPicture(bytes)) return refuse("picture_type");
  try {
    const [picture, picture_small] = await Promise.all([encode(blobs, bytes, sizes.large), encode(blobs, bytes, sizes.small)]);
    return { picture, picture_small };
  } catch (error) {
    if (error instanceof BrokenPicture) return refuse("picture_broken");
    throw error;
  }
}

class BrokenPicture extends Error {}

async function encode(blobs: Blobs, bytes: Uint8Array, side: number): Promise<BlobHash> {
  const webp = await reencode(bytes, side);
  const stored = await blobs.put(chunksOf(webp), { max_bytes: limits.picture_bytes });
  if (stored.kind === "too_large") throw new BrokenPicture("The re-encoded picture is too large");
  return stored.hash;
}

async function reencode(bytes: Uint8Array, side: number): Promise<Uint8Array> {
  try {
    return await new Bun.Image(bytes, { maxPixels }).resize(side, side, { fit: "fill" }).webp({ quality: 82 }).bytes();
  } catch (error) {
    throw new BrokenPicture("The picture cannot be read", { cause: error });
  }
}

async function* chunksOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

/** By the first bytes: JPEG, PNG, GIF, WebP. */
function isPicture(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 12)).toString("latin1");
  return (
    head.startsWith("\xff\xd8\xff") ||
    head.startsWith("\x89PNG\r\n\x1a\n") ||
    /^GIF8[79]a/.test(head) ||
    /^RIFF....WEBP/s.test(head)
  );
}

/** Deletes a picture that nobody shows any more. Identical pictures are one blob, so others may still need it. */
export async function dropPicture(
  { blobs, usesPicture }: { blobs: Blobs; usesPicture: (hash: string) => Promise<boolean> },
  hashes: readonly (string | null)[],
): Promise<void> {
  for (const hash of hashes) if (hash && !(await usesPicture(hash))) await blobs.delete(hash as BlobHash);
}
