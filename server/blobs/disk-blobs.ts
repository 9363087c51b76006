import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { StartError } from "../start-error.ts";
import { type BlobHash, type BlobInfo, type Blobs, type ByteRange, isBlobHash, type PutOutcome } from "./blobs.ts";
import { spool } from "./spool.ts";

const abandonedMs = 24 * 60 * 60 * 1_000;

/**
 * Blobs in a folder of this machine: `ab/abcd…` by the first two digits, so that no folder grows huge. A blob is written
 * beside the others, flushed, and then renamed into its place, which the file system does in one step.
 */
export class DiskBlobs implements Blobs {
  readonly #folder: string;
  readonly #unfinished: string;

  static async open(folder: string): Promise<DiskBlobs> {
    const blobs = new DiskBlobs(folder);
    try {
      await mkdir(blobs.#unfinished, { recursive: true, mode: 0o700 });
      await blobs.#removeAbandoned();
    } catch {
      throw new StartError(
        `${resolve(folder)} cannot be written: make it writable for the user that runs Parlor, or set DATA_DIR.`,
      );
    }
    return blobs;
  }

  private constructor(folder: string) {
    this.#folder = folder;
    this.#unfinished = join(folder, "unfinished");
  }

  async put(content: AsyncIterable<Uint8Array>, { max_bytes }: { readonly max_bytes: number }): Promise<PutOutcome> {
    const path = join(this.#unfinished, crypto.randomUUID());
    const spooled = await spool(content, path, max_bytes);
    if (spooled.kind === "too_large") return spooled;
    const { hash, size } = spooled;
    const shard = this.#shard(hash);
    if (await mkdir(shard, { recursive: true, mode: 0o700 })) await flushFolder(this.#folder);
    await rename(path, join(shard, hash));
    await flushFolder(shard);
    return { kind: "stored", hash, size };
  }

  async get(hash: BlobHash, range?: ByteRange): Promise<ReadableStream<Uint8Array> | null> {
    if (!(await this.stat(hash))) return null;
    const file = Bun.file(this.#path(hash));
    return (range ? file.slice(range.start, Math.max(range.start, range.end)) : file).stream();
  }

  async stat(hash: BlobHash): Promise<BlobInfo | null> {
    const found = await orNull(stat(this.#path(hash)));
    return found && { hash, size: found.size, stored_at: Math.floor(found.mtimeMs) };
  }

  async delete(
    hash: BlobHash,
    { stored_before }: { readonly stored_before: number } = { stored_before: Number.POSITIVE_INFINITY },
  ): Promise<void> {
    const found = await this.stat(hash);
    if (found && found.stored_at < stored_before) await rm(this.#path(hash), { force: true });
  }

  async *list(): AsyncIterable<BlobInfo> {
    for (const shard of await readdir(this.#folder)) {
      if (!/^[0-9a-f]{2}$/.test(shard)) continue;
      for (const name of await readdir(join(this.#folder, shard))) {
        const info = isBlobHash(name) ? await this.stat(name) : null;
        if (info) yield info;
      }
    }
  }

  async ping(): Promise<void> {
    await stat(this.#unfinished);
  }

  async close(): Promise<void> {
    // Every call opens what it needs and closes it itself.
  }

  /** What a process that crashed left half-written; younger files may be another node's that shares the folder. */
  async #removeAbandoned(): Promise<void> {
    for (const name of await readdir(this.#unfinished)) {
      const path = join(this.#unfinished, name);
      const found = await orNull(stat(path));
      if (found && found.mtimeMs < Date.now() - abandonedMs) await rm(path, { force: true });
    }
  }

  #shard(hash: BlobHash): string {
    return join(this.#folder, hash.slice(0, 2));
  }

  #path(hash: BlobHash): string {
    if (!isBlobHash(hash)) throw new TypeError("That is no hash of a blob");
    return join(this.#shard(hash), hash);
  }
}

/** A renamed file is certain to be found after a power cut only when its folder is flushed as well. */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
