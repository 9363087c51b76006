import { StartError } from "../start-error.ts";
import type { Blobs } from "./blobs.ts";

export interface MovedBlobs {
  readonly files: number;
  /** Of these, how many were not there yet. */
  readonly copied: number;
}

/**
 * Copies every blob to another place. Can be interrupted anywhere and started again: what is there already, whole, is not copied
 * a second time. Each copy is read back by its size and arrives under the hash of its content, so a damaged source is noticed.
 *
 * @throws {StartError} a blob is not what its name says, or did not arrive whole.
 */
export async function moveBlobs(from: Blobs, to: Blobs, onProgress: (moved: MovedBlobs) => void): Promise<MovedBlobs> {
  let moved: MovedBlobs = { files: 0, copied: 0 };
  for await (const { hash, size } of from.list()) {
    const isThere = (await to.stat(hash))?.size === size;
    if (!isThere) {
      const content = await from.get(hash);
      const outcome = content && (await to.put(content, { max_bytes: size }));
      if (outcome?.kind !== "stored" || outcome.hash !== hash)
        throw new StartError(
          `The file ${hash} is damaged: bring it back from a backup, or delete it, and start this command again.`,
        );
      if ((await to.stat(hash))?.size !== size)
        throw new StartError(`The file ${hash} did not arrive whole: start this command again.`);
    }
    moved = { files: moved.files + 1, copied: moved.copied + (isThere ? 0 : 1) };
    onProgress(moved);
  }
  return moved;
}
