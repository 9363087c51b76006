import { describe, expect, test } from "bun:test";
import type { BlobHash, BlobInfo, Blobs } from "./blobs.ts";

const max_bytes = 64 * 1024 * 1024;
const unlikely = "0".repeat(64) as BlobHash;

export function bytes(text: string): ReadableStream<Uint8Array> {
  return new Blob([text]).stream();
}

/** A source that can be watched: how much of it was taken, and whether it was told that no more is wanted. */
class Source {
  taken = 0;
  isCancelled = false;

  readonly stream = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        const piece = this.next(this.taken);
        if (!piece) return controller.close();
        this.taken += piece.byteLength;
        controller.enqueue(piece);
      },
      cancel: () => {
        this.isCancelled = true;
      },
    },
    { highWaterMark: 0 },
  );

  constructor(private readonly next: (taken: number) => Uint8Array | null) {}
}

async function all(blobs: Blobs): Promise<BlobInfo[]> {
  return Array.fromAsync(blobs.list());
}

async function read(blobs: Blobs, hash: BlobHash, start?: number, end?: number): Promise<string | null> {
  const stream = await blobs.get(hash, start === undefined ? undefined : { start, end: end ?? Number.POSITIVE_INFINITY });
  return stream && new Response(stream).text();
}

async function put(blobs: Blobs, content: AsyncIterable<Uint8Array>): Promise<BlobHash> {
  const outcome = await blobs.put(content, { max_bytes });
  if (outcome.kind !== "stored") throw new Error(outcome.kind);
  return outcome.hash;
}

/** What every storage of blobs promises; see blobs.ts. `open` gives an empty one. */
export function blobsContract(name: string, open: () => Promise<Blobs>): void {
  describe(`${name}: the contract of blobs`, () => {
    const openBlobs = async () => {
      const blobs = await open();
      return Object.assign(blobs, { [Symbol.asyncDispose]: () => blobs.close() });
    };

    test("what was put comes back under the hash of its content", async () => {
      await using blobs = await openBlobs();
      const outcome = await blobs.put(bytes("hello"), { max_bytes });
      const hash = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" as BlobHash;
      expect(outcome).toEqual({ kind: "stored", hash, size: 5 });
      expect(await read(blobs, hash)).toBe("hello");
      expect(await blobs.stat(hash)).toMatchObject({ hash, size: 5 });
    });

    test("nothing is a blob too", async () => {
      await using blobs = await openBlobs();
      const hash = await put(blobs, bytes(""));
      expect(await read(blobs, hash)).toBe("");
      expect(await read(blobs, hash, 0, 10)).toBe("");
      expect((await blobs.stat(hash))?.size).toBe(0);
    });

    test("what was never put is not there", async () => {
      await using blobs = await openBlobs();
      expect(await blobs.get(unlikely)).toBeNull();
      expect(await blobs.get(unlikely, { start: 0, end: 1 })).toBeNull();
      expect(await blobs.stat(unlikely)).toBeNull();
      await blobs.delete(unlikely);
      await blobs.delete(unlikely, { stored_before: Number.MAX_SAFE_INTEGER });
      expect(await all(blobs)).toEqual([]);
    });

    test("ranges, cut to what there is", async () => {
      await using blobs = await openBlobs();
      const hash = await put(blobs, bytes("0123456789"));
      expect(await read(blobs, hash, 0, 2)).toBe("01");
      expect(await read(blobs, hash, 9, 10)).toBe("9");
      expect(await read(blobs, hash, 3, 7)).toBe("3456");
      expect(await read(blobs, hash, 7)).toBe("789");
      expect(await read(blobs, hash, 7, 1_000)).toBe("789");
      expect(await read(blobs, hash, 0)).toBe("0123456789");
      for (const [start, end] of [
        [3, 3],
        [7, 3],
        [10, 20],
        [1_000, 2_000],
      ] as const)
        expect(await read(blobs, hash, start, end)).toBe("");
    });

    test("a range handed on as an HTTP answer is that range", async () => {
      await using blobs = await openBlobs();
      const hash = await put(blobs, bytes("0123456789"));
      using server = Bun.serve({
        hostname: "127.0.0.1",
        port: 0,
        fetch: async () => new Response(await blobs.get(hash, { start: 3, end: 7 })),
      });
      expect(await (await fetch(server.url)).text()).toBe("3456");
    });

    test("twelve megabytes in odd pieces, whole and in part", async () => {
      await using blobs = await openBlobs();
      const size = 12 * 1024 * 1024 + 17;
      const content = Buffer.alloc(
        size,
        Uint8Array.from({ length: 65_521 }, (_, index) => (index * 31) % 251),
      );
      const source = new Source((taken) => (taken < size ? content.subarray(taken, Math.min(taken + 70_001, size)) : null));
      const hash = await put(blobs, source.stream);
      expect(hash as string).toBe(new Bun.CryptoHasher("sha256").update(content).digest("hex"));
      const whole = await new Response(await blobs.get(hash)).bytes();
      expect(Buffer.compare(whole, content)).toBe(0);
      const part = await new Response(await blobs.get(hash, { start: 5_000_000, end: 11_000_001 })).bytes();
      expect(Buffer.compare(part, content.subarray(5_000_000, 11_000_001))).toBe(0);
    });

    test("exactly as much as allowed is taken, one byte more is not", async () => {
      await using blobs = await openBlobs();
      expect(await blobs.put(bytes("12345"), { max_bytes: 5 })).toMatchObject({ kind: "stored", size: 5 });
      expect(await blobs.put(bytes("123456"), { max_bytes: 5 })).toEqual({ kind: "too_large" });
      expect((await all(blobs)).map(({ size }) => size)).toEqual([5]);
    });

    test("an endless source is given up at the limit and told so", async () => {
      await using blobs = await openBlobs();
      const source = new Source(() => new Uint8Array(64 * 1024));
      expect(await blobs.put(source.stream, { max_bytes: 1024 * 1024 })).toEqual({ kind: "too_large" });
      expect(source.isCancelled).toBe(true);
      expect(source.taken).toBeLessThan(2 * 1024 * 1024);
      expect(await all(blobs)).toEqual([]);
    });

    test("a source that breaks in the middle leaves nothing", async () => {
      await using blobs = await openBlobs();
      const source = new Source((taken) => {
        if (taken > 0) throw new Error("the connection broke");
        return new TextEncoder().encode("half a file");
      });
      await expect(blobs.put(source.stream, { max_bytes })).rejects.toThrow("the connection broke");
      expect(await all(blobs)).toEqual([]);
      expect(await blobs.stat(new Bun.CryptoHasher("sha256").update("half a file").digest("hex") as BlobHash)).toBeNull();
    });

    test("a blob is not there before its last byte is", async () => {
      await using blobs = await openBlobs();
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
      const parts = async function* () {
        yield new TextEncoder().encode("first ");
        reach();
        await released;
        yield new TextEncoder().encode("last");
      };
      const done = put(blobs, parts());
      await reached;
      expect(await all(blobs)).toEqual([]);
      release();
      const hash = await done;
      expect(await all(blobs)).toMatchObject([{ hash, size: 10 }]);
    });

    test("the same content twice is one blob, also at the same time", async () => {
      await using blobs = await openBlobs();
      const hashes = await Promise.all(Array.from({ length: 8 }, () => put(blobs, bytes("the same"))));
      expect(new Set(hashes).size).toBe(1);
      expect(await all(blobs)).toHaveLength(1);
      expect(await read(blobs, await put(blobs, bytes("the same")))).toBe("the same");
    });

    test("what was deleted is gone, and nothing else is", async () => {
      await using blobs = await openBlobs();
      const [ana, bo] = [await put(blobs, bytes("ana")), await put(blobs, bytes("bo"))];
      await blobs.delete(ana);
      expect(await blobs.stat(ana)).toBeNull();
      expect(await blobs.get(ana)).toBeNull();
      expect(await read(blobs, bo)).toBe("bo");
      expect(await read(blobs, await put(blobs, bytes("ana")))).toBe("ana");
    });

    test("a blob that was put since is spared by a deletion of what is older", async () => {
      await using blobs = await openBlobs();
      const hash = await put(blobs, bytes("needed after all"));
      const { stored_at } = (await blobs.stat(hash)) as BlobInfo;
      await blobs.delete(hash, { stored_before: stored_at });
      expect(await read(blobs, hash)).toBe("needed after all");
      await blobs.delete(hash, { stored_before: stored_at + 1 });
      expect(await blobs.stat(hash)).toBeNull();
    });

    test("the list names every blob with its size and time", async () => {
      await using blobs = await openBlobs();
      const hashes = await Promise.all(["a", "bb", "ccc", "dddd"].map((text) => put(blobs, bytes(text))));
      const listed = (await all(blobs)).sort((a, b) => a.size - b.size);
      expect(listed.map(({ hash, size }) => ({ hash, size }))).toEqual(hashes.map((hash, index) => ({ hash, size: index + 1 })));
      for (const info of listed) {
        const found = await blobs.stat(info.hash);
        expect(Math.floor(info.stored_at / 1_000)).toBe(Math.floor((found?.stored_at ?? 0) / 1_000));
        expect(Math.abs(Date.now() - info.stored_at)).toBeLessThan(60_000);
      }
    });

    test("something else than a hash never becomes a path", async () => {
      await using blobs = await openBlobs();
      for (const wrong of [
        "",
        "..",
        "../../secrets.json",
        "a".repeat(63),
        "A".repeat(64),
        `${"a".repeat(64)}/..`,
        `${"a".repeat(64)}\n`,
      ]) {
        const hash = wrong as BlobHash;
        await expect(blobs.get(hash)).rejects.toThrow(TypeError);
        await expect(blobs.stat(hash)).rejects.toThrow(TypeError);
        await expect(blobs.delete(hash)).rejects.toThrow(TypeError);
      }
    });

    test("blobs that can be reached answer ping", async () => {
      await using blobs = await openBlobs();
      expect(await blobs.ping()).toBeUndefined();
    });
  });
}
