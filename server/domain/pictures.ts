import { limits } from "#protocol/limits.ts";
import type { BlobHash, Blobs } from "../blobs/blobs.ts";
import { Refusal, refuse } from "../refusal.ts";
import { createWorkQueue } from "../work-queue.ts";
import { withoutMetadata } from "./webp.ts";

/** The longer side in pixels: on a profile card, and beside names. */
const sizes = { large: 512, small: 96 };
/** A small file can unfold into a huge image; this many pixels are 200 MB. */
const maxPixels = 50_000_000;
/** One at a time in the whole process: any number of accounts may send the largest image there is at the same moment. */
const enqueue = createWorkQueue({ maxRunning: 1, maxWaiting: 16 });

/**
 * Re-encodes an image as WebP in two sizes. What it is the content says, not the name; nothing of the original file survives
 * but its pixels, so neither do its metadata (place and time of the photo) nor anything hidden behind the image. Its
 * proportions stay: clients show the middle of it.
 */
export async function storePicture(
  blobs: Blobs,
  bytes: Uint8Array,
): Promise<{ picture: BlobHash; picture_small: BlobHash } | Refusal> {
  if (!isPicture(bytes)) return refuse("picture_type");
  const encoded = await enqueue(async () => {
    const large = await reencode(bytes, sizes.large);
    // From the large one, so that the original is unfolded once.
    return large && { large, small: await reencode(large, sizes.small) };
  });
  if (encoded instanceof Refusal) return encoded;
  if (!encoded?.small) return refuse("picture_broken");
  const [picture, picture_small] = [await put(blobs, encoded.large), await put(blobs, encoded.small)];
  return picture && picture_small ? { picture, picture_small } : refuse("picture_broken");
}

/** Null when the image cannot be read. */
async function reencode(bytes: Uint8Array, side: number): Promise<Uint8Array | null> {
  try {
    const image = new Bun.Image(bytes, { maxPixels }).resize(side, side, { fit: "inside", withoutEnlargement: true });
    return withoutMetadata(await image.webp({ quality: 82 }).bytes());
  } catch {
    return null;
  }
}

async function put(blobs: Blobs, webp: Uint8Array): Promise<BlobHash | null> {
  const stored = await blobs.put(chunksOf(webp), { max_bytes: limits.picture_bytes });
  return stored.kind === "too_large" ? null : stored.hash;
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
