import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StartError } from "../start-error.ts";
import { type BlobHash, type BlobInfo, type Blobs, type ByteRange, isBlobHash, type PutOutcome } from "./blobs.ts";
import { parseS3Address, type S3Address } from "./s3-address.ts";
import { spool } from "./spool.ts";

const folder = "blobs/";
const answerMs = 5_000;

/**
 * Blobs in an S3-compatible store, addressed by path. S3 shows an object only when its upload is complete, but wants its
 * name first: content is spooled to a file of this machine, and uploaded from there.
 */
export class S3Blobs implements Blobs {
  readonly #client: Bun.S3Client;
  readonly #spoolFolder: string;

  static async open(url: string): Promise<S3Blobs> {
    const address = parseS3Address(url);
    const client = new Bun.S3Client(options(address));
    try {
      await inTime(client.list({ maxKeys: 1 }));
    } catch (error) {
      if (codeOf(error) !== "NoSuchBucket") throw explain(address, error);
      await createBucket(address);
    }
    return new S3Blobs(client, await mkdtemp(join(tmpdir(), "parlor-upload-")));
  }

  private constructor(client: Bun.S3Client, spoolFolder: string) {
    this.#client = client;
    this.#spoolFolder = spoolFolder;
  }

  async put(content: AsyncIterable<Uint8Array>, { max_bytes }: { readonly max_bytes: number }): Promise<PutOutcome> {
    const path = join(this.#spoolFolder, crypto.randomUUID());
    const spooled = await spool(content, path, max_bytes);
    if (spooled.kind === "too_large") return spooled;
    const { hash, size } = spooled;
    try {
      await this.#client.write(keyOf(hash), Bun.file(path), { type: "application/octet-stream" });
    } finally {
      await rm(path, { force: true });
    }
    return { kind: "stored", hash, size };
  }

  async get(hash: BlobHash, range?: ByteRange): Promise<ReadableStream<Uint8Array> | null> {
    const info = await this.stat(hash);
    if (!info) return null;
    const start = range?.start ?? 0;
    const end = Math.min(range?.end ?? info.size, info.size);
    // S3 refuses a range without a byte in it.
    if (start >= end) return new Blob([]).stream();
    const file = this.#client.file(keyOf(hash));
    return (range ? file.slice(start, end) : file).stream();
  }

  async stat(hash: BlobHash): Promise<BlobInfo | null> {
    try {
      const { size, lastModified } = await this.#client.stat(keyOf(hash));
      return { hash, size, stored_at: lastModified.getTime() };
    } catch (error) {
      if (codeOf(error) === "NoSuchKey") return null;
      throw error;
    }
  }

  async delete(hash: BlobHash, options?: { readonly stored_before: number }): Promise<void> {
    if (options) {
      const info = await this.stat(hash);
      if (!info || info.stored_at >= options.stored_before) return;
    }
    await this.#client.delete(keyOf(hash));
  }

  async *list(): AsyncIterable<BlobInfo> {
    let continuationToken: string | undefined;
    do {
      const page = await this.#client.list({ prefix: folder, continuationToken });
      for (const { key, size = 0, lastModified = 0 } of page.contents ?? []) {
        const hash = key.slice(folder.length);
        if (isBlobHash(hash)) yield { hash, size, stored_at: new Date(lastModified).getTime() };
      }
      continuationToken = page.nextContinuationToken;
    } while (continuationToken);
  }

  async ping(): Promise<void> {
    await inTime(this.#client.list({ maxKeys: 1 }));
  }

  async close(): Promise<void> {
    await rm(this.#spoolFolder, { recursive: true, force: true });
  }
}

function options({ endpoint, bucket, region, key, secret }: S3Address): Bun.S3Options {
  return { endpoint, bucket, region, accessKeyId: key, secretAccessKey: secret };
}

function keyOf(hash: BlobHash): string {
  if (!isBlobHash(hash)) throw new TypeError("That is no hash of a blob");
  return folder + hash;
}

/**
 * Bun's client has no call for it, but signs one: with the bucket left to the host's name, a key alone is the path that
 * creates a bucket.
 */
async function createBucket(address: S3Address): Promise<void> {
  const url = new Bun.S3Client({ ...options(address), bucket: undefined, virtualHostedStyle: true }).presign(address.bucket, {
    method: "PUT",
  });
  // Amazon wants to be told its own region, but for its first one, which must not be named.
  const body =
    address.region === "us-east-1"
      ? null
      : `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${address.region}</LocationConstraint></CreateBucketConfiguration>`;
  const answer = await fetch(url, { method: "PUT", body, signal: AbortSignal.timeout(answerMs) });
  // Another node may have made it at the same time.
  if (answer.ok || /<Code>BucketAlready/.test(await answer.text())) return;
  throw new StartError(
    `The bucket ${address.bucket} (BLOBS_URL) does not exist and cannot be created with this key: create it, or allow the key to.`,
  );
}

/** One sentence that names the place and never the key or the secret. */
function explain({ endpoint, bucket }: S3Address, error: unknown): StartError {
  const place = `The file store ${endpoint}/${bucket} (BLOBS_URL)`;
  switch (codeOf(error)) {
    case "InvalidAccessKeyId":
    case "SignatureDoesNotMatch":
      return new StartError(`${place} refuses the key or the secret: correct them in BLOBS_URL.`);
    case "AccessDenied":
      return new StartError(`${place} does not let this key list the bucket: allow it to list, read, write and delete there.`);
    case "AuthorizationHeaderMalformed":
    case "PermanentRedirect":
      return new StartError(`${place} is of another region: add ?region=… to BLOBS_URL.`);
    case "TLSHandshakeFailed":
      return new StartError(
        `${place} does not speak TLS: correct the port, or add ?tls=off to BLOBS_URL for a store inside a private network.`,
      );
    default:
      return new StartError(
        `${place} cannot be used (${codeOf(error)}): start it, correct BLOBS_URL, or leave BLOBS_URL out to keep files on this machine.`,
      );
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "no answer";
}

/** Bun's client waits for minutes for a store that accepts connections and says nothing. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("The file store does not answer")), answerMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
