import { join } from "node:path";
import type { Blobs } from "./blobs.ts";
import { DiskBlobs } from "./disk-blobs.ts";

export async function openBlobs(config: { readonly blobs_url: string | null; readonly data_dir: string }): Promise<Blobs> {
  if (!config.blobs_url) return DiskBlobs.open(join(config.data_dir, "blobs"));
  const { S3Blobs } = await import("./s3-blobs.ts");
  return S3Blobs.open(config.blobs_url);
}
