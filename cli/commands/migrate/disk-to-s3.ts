import { join } from "node:path";
import { DiskBlobs } from "#server/blobs/disk-blobs.ts";
import { moveBlobs } from "#server/blobs/move-blobs.ts";
import { S3Blobs } from "#server/blobs/s3-blobs.ts";
import { StartError } from "#server/start-error.ts";
import { count, lockStoppedServer, namingTheOption } from "./source.ts";

const everyFiles = 1_000;

/** Prints what was done; throws a StartError that names `--to` where the address came from there. */
export async function moveToS3({ from, to }: { from: string; to: string | undefined }): Promise<void> {
  const address = to ?? process.env.BLOBS_URL;
  if (!address) throw new StartError("Say where to move to with --to or BLOBS_URL, such as s3://key:secret@host/bucket.");
  using folder = lockStoppedServer(from, "blobs");
  void folder;
  const source = await DiskBlobs.open(join(from, "blobs"));
  const target = await namingTheOption("BLOBS_URL", to, () => S3Blobs.open(address));
  try {
    const { files, copied } = await moveBlobs(source, target, (moved) => {
      if (moved.files % everyFiles === 0) console.log(`${count(moved.files)} files`);
    });
    console.log(`${count(files)} files are in the store, ${count(copied)} of them new. Start Parlor with BLOBS_URL.`);
  } finally {
    await target.close();
    await source.close();
  }
}
