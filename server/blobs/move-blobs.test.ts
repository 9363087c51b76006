import { expect, test } from "bun:test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rejectionOf } from "#testkit/rejection.ts";
import type { BlobHash } from "./blobs.ts";
import { DiskBlobs } from "./disk-blobs.ts";
import { moveBlobs } from "./move-blobs.ts";

const silent = () => {};

async function places() {
  const folder = await mkdtemp(join(tmpdir(), "parlor-move-blobs-"));
  const [from, to] = [await DiskBlobs.open(join(folder, "from")), await DiskBlobs.open(join(folder, "to"))];
  return { folder, from, to, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

async function put(blobs: DiskBlobs, text: string): Promise<BlobHash> {
  const outcome = await blobs.put(new Blob([text]).stream(), { max_bytes: 1_000 });
  if (outcome.kind !== "stored") throw new Error("too large");
  return outcome.hash;
}

test("every blob arrives under its name, and what is there is not copied twice", async () => {
  await using place = await places();
  const [one, two] = [await put(place.from, "one"), await put(place.from, "two"), await put(place.to, "two")];
  expect(await moveBlobs(place.from, place.to, silent)).toEqual({ files: 2, copied: 1 });
  expect(await new Response(await place.to.get(one)).text()).toBe("one");
  expect(await new Response(await place.to.get(two)).text()).toBe("two");
  expect(await moveBlobs(place.from, place.to, silent)).toEqual({ files: 2, copied: 0 });
});

test("a blob that is no longer what its name says stops the move", async () => {
  await using place = await places();
  const hash = await put(place.from, "whole");
  await writeFile(join(place.folder, "from", hash.slice(0, 2), hash), "rotten");
  expect(await rejectionOf(moveBlobs(place.from, place.to, silent))).toMatchObject({ message: expect.stringContaining(hash) });
  expect(await place.to.stat(hash)).toBeNull();
});
