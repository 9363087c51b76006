import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "#testkit/free-port.ts";
import { startS3, type TestS3 } from "#testkit/s3.ts";
import { StartError } from "../start-error.ts";
import type { BlobHash } from "./blobs.ts";
import { blobsContract, bytes } from "./blobs-contract.ts";
import { openBlobs } from "./open-blobs.ts";
import { S3Blobs } from "./s3-blobs.ts";

describe("S3Blobs", () => {
  let s3: TestS3;
  let buckets = 0;
  const freshBucket = () => `parlor-${++buckets}`;
  beforeAll(async () => {
    s3 = await startS3();
  });
  afterAll(() => s3[Symbol.asyncDispose]());

  blobsContract("S3Blobs", () => S3Blobs.open(s3.url(freshBucket())));

  async function refusal(url: string): Promise<string> {
    const error: unknown = await openBlobs({ blobs_url: url, data_dir: "unused" }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StartError);
    return (error as StartError).message;
  }

  test("the bucket is made when it is missing, and used when it is there", async () => {
    const bucket = freshBucket();
    const [first, second] = await Promise.all([S3Blobs.open(s3.url(bucket)), S3Blobs.open(s3.url(bucket))]);
    const outcome = await first.put(bytes("hello"), { max_bytes: 5 });
    expect(await Array.fromAsync(second.list())).toMatchObject([{ size: 5 }]);
    expect(outcome.kind).toBe("stored");
    await Promise.all([first.close(), second.close()]);
  });

  test("the list goes on beyond the thousand of one answer, and leaves out what is no blob", async () => {
    const bucket = freshBucket();
    const blobs = await S3Blobs.open(s3.url(bucket));
    const folder = join(s3.folder, bucket, "blobs");
    await mkdir(folder, { recursive: true });
    for (let index = 0; index < 1_005; index++)
      await writeFile(join(folder, `${index.toString(16).padStart(64, "0")}._S3rver_object`), "x");
    await writeFile(join(folder, "notes.txt._S3rver_object"), "x");
    await writeFile(join(s3.folder, bucket, `${"f".repeat(64)}._S3rver_object`), "x");
    const listed = await Array.fromAsync(blobs.list());
    expect(new Set(listed.map(({ hash }) => hash)).size).toBe(1_005);
    await blobs.close();
  });

  test("the first byte alone is asked for as such", async () => {
    // s3rver takes a range that ends at 0 for one without an end, so here a store that only listens.
    const ranges: (string | null)[] = [];
    using store = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: (request) => {
        if (request.url.includes("list-type=2")) return new Response("<ListBucketResult></ListBucketResult>");
        if (request.method === "GET") ranges.push(request.headers.get("range"));
        return new Response("0123456789");
      },
    });
    const blobs = await S3Blobs.open(`s3://KEY:SECRET@127.0.0.1:${store.port}/parlor?tls=off`);
    await new Response(await blobs.get("0".repeat(64) as BlobHash, { start: 0, end: 1 })).text();
    expect(ranges).toEqual(["bytes=0-0"]);
    await blobs.close();
  });

  test("what was spooled on this machine is gone when the upload is over, and the folder when the node closes", async () => {
    const spools = async () => (await readdir(tmpdir())).filter((name) => name.startsWith("parlor-upload-"));
    const before = await spools();
    const blobs = await S3Blobs.open(s3.url(freshBucket()));
    const [mine = ""] = (await spools()).filter((name) => !before.includes(name));
    await blobs.put(bytes("hello"), { max_bytes: 5 });
    await blobs.put(bytes("hello"), { max_bytes: 4 });
    expect(await readdir(join(tmpdir(), mine))).toEqual([]);
    await blobs.close();
    expect(await spools()).not.toContain(mine);
  });

  test("an unknown key stops the start", async () => {
    expect(await refusal(`s3://NOBODY:opensesame@127.0.0.1:${s3.port}/parlor?tls=off`)).toBe(
      `The file store http://127.0.0.1:${s3.port}/parlor (BLOBS_URL) refuses the key or the secret: correct them in BLOBS_URL.`,
    );
  });

  test("TLS where there is none stops the start and says how to go on", async () => {
    const sentence = await refusal(s3.url("parlor").replace("?tls=off", ""));
    expect(sentence).toStartWith(`The file store https://127.0.0.1:${s3.port}/parlor (BLOBS_URL) does not speak TLS: `);
    expect(sentence).toContain("?tls=off");
  });

  test("a store that is not there stops the start", async () => {
    const port = await freePort();
    const sentence = await refusal(`s3://KEY:opensesame@127.0.0.1:${port}/parlor?tls=off`);
    expect(sentence).toBe(
      `The file store http://127.0.0.1:${port}/parlor (BLOBS_URL) cannot be used (ConnectionRefused): start it, correct BLOBS_URL, or leave BLOBS_URL out to keep files on this machine.`,
    );
  });

  test("a wrong address stops the start before anything is asked", async () => {
    expect(await refusal("s3://KEY:opensesame@127.0.0.1")).toStartWith("BLOBS_URL must name one bucket");
  });

  test("when the store is gone nothing is half done: ping and put reject, and the spooled file is removed", async () => {
    const own = await startS3();
    const blobs = await S3Blobs.open(own.url("parlor"));
    await own[Symbol.asyncDispose]();
    await expect(blobs.ping()).rejects.toThrow();
    await expect(blobs.put(bytes("hello"), { max_bytes: 5 })).rejects.toThrow();
    await blobs.close();
  });
});
