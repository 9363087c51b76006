/**
 * Where the bytes of files live, each under the SHA-256 of its content. What a blob is called, who may read it and whether
 * anybody still needs it is the store's business. Guarantees, in every implementation (see the contract suite):
 * - a blob is there whole or not at all, whatever breaks in the middle; once `put` has resolved it survives a crash;
 * - the same content twice is one blob, and putting it again renews `stored_at`;
 * - `put` reads no more than `max_bytes` and a little, then gives up on its source.
 */
export interface Blobs {
  put(content: AsyncIterable<Uint8Array>, options: { readonly max_bytes: number }): Promise<PutOutcome>;
  /** Null when there is no such blob. A range beyond the end is cut to what there is. */
  get(hash: BlobHash, range?: ByteRange): Promise<ReadableStream<Uint8Array> | null>;
  stat(hash: BlobHash): Promise<BlobInfo | null>;
  /**
   * With `stored_before` only if it was last put before then. For whoever collects what nobody needs: content that was
   * found unneeded may have been put again since, so the time must lie well before the moment it was found.
   */
  delete(hash: BlobHash, options?: { readonly stored_before: number }): Promise<void>;
  list(): AsyncIterable<BlobInfo>;
  /** Resolves when blobs can be reached, rejects when they cannot. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

declare const blobHash: unique symbol;
/** SHA-256 of the content, 64 lower-case hex digits. */
export type BlobHash = string & { readonly [blobHash]: true };

export type PutOutcome =
  | { readonly kind: "stored"; readonly hash: BlobHash; readonly size: number }
  | { readonly kind: "too_large" };

export interface BlobInfo {
  readonly hash: BlobHash;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970 UTC; where the storage counts seconds, rounded down. */
  readonly stored_at: number;
}

/** Bytes from `start` up to but not including `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A hash becomes part of a path: anything else than 64 hex digits must not get there, whoever it came from. */
export function isBlobHash(text: string): text is BlobHash {
  return /^[0-9a-f]{64}$/.test(text);
}
