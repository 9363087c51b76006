import { expect, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { DiskBlobs } from "#server/blobs/disk-blobs.ts";
import { S3Blobs } from "#server/blobs/s3-blobs.ts";
import { lockDataFolder } from "#server/data-lock.ts";
import { runCommand } from "#testkit/command.ts";
import { startS3 } from "#testkit/s3.ts";
import { temporaryFolder } from "./program.ts";

/** `parlor migrate disk-to-s3`, run as a person runs it. */

const move = (from: string, to: string) => runCommand(["migrate", "disk-to-s3", "--from", from], { BLOBS_URL: to });

test("files move from a data folder to a store that speaks S3, and a second run copies nothing", async () => {
  await using data = await temporaryFolder();
  await using s3 = await startS3();
  const disk = await DiskBlobs.open(join(data.path, "blobs"));
  const hashes: string[] = [];
  for (const text of ["a picture", "another"]) {
    const outcome = await disk.put(new Blob([text]).stream(), { max_bytes: 1_000 });
    if (outcome.kind === "stored") hashes.push(outcome.hash);
  }
  const first = await move(data.path, s3.url("files"));
  expect(first).toEqual({ out: "2 files are in the store, 2 of them new. Start Parlor with BLOBS_URL.\n", err: "", code: 0 });
  const moved = await S3Blobs.open(s3.url("files"));
  const found: string[] = [];
  for await (const { hash } of moved.list()) found.push(hash);
  await moved.close();
  expect(found.sort()).toEqual(hashes.sort());
  expect((await move(data.path, s3.url("files"))).out).toContain("2 files are in the store, 0 of them new");
});

test("what cannot be moved is refused with one sentence: no address, no server, a running one, a store out of reach", async () => {
  await using data = await temporaryFolder();
  const refusal = async (from: string, to: string) => {
    const { out, err, code } = await move(from, to);
    expect({ out, code }).toEqual({ out: "", code: 1 });
    expect(err).toMatch(/^[A-Z][^\n]+\.\n$/);
    expect(err).not.toContain("opensesame");
    return err;
  };
  const unreachable = "s3://parlor:opensesame@127.0.0.1:9/files?tls=off";
  expect(await refusal(data.path, unreachable)).toContain("There is no server in");
  await mkdir(join(data.path, "blobs"));
  expect(await refusal(data.path, "")).toContain("Say where to move to");
  expect(await refusal(data.path, "https://example.org")).toContain("BLOBS_URL must be an address");
  expect(await refusal(data.path, unreachable)).toContain("127.0.0.1");
  using running = lockDataFolder(data.path, "");
  void running;
  expect(await refusal(data.path, unreachable)).toContain("A Parlor runs on");
});
