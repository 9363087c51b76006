import { join } from "node:path";
import type { Blobs } from "./blobs.ts";
import { DiskBlobs } from "./disk-blobs.ts";
import { S3Blobs } from "./s3-blobs.ts";

export function openBlobs(config: { readonly blobs_url: string | null; readonly data_dir: string }): Promise<Blobs> {
  return config.blobs_url ? S3Blobs.open(config.blobs_url) : DiskBlobs.open(join(config.data_dir, "blobs"));
}
