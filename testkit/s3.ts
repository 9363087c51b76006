import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface TestS3 extends AsyncDisposable {
  readonly port: number;
  /** For BLOBS_URL. Every name is a store of its own; the bucket does not exist yet. */
  url(bucket: string): string;
  /** Where s3rver keeps the objects: `<folder>/<bucket>/<key>._S3rver_object`. */
  readonly folder: string;
  stop(): Promise<void>;
  /** Connections stay open and nothing is answered, as when the machine hangs. */
  freeze(): void;
  thaw(): void;
}

/**
 * Under Node, because Bun lacks the old cipher that s3rver makes its continuation tokens with (as Node does without the
 * flag). Ends by itself when the test's process is gone.
 */
const program = `
  const [, library, directory] = process.argv;
  const S3rver = require(library);
  const { dirname, join } = require("node:path");
  const { createHash, randomUUID } = require("node:crypto");
  const { mkdir, rename, writeFile } = require("node:fs/promises");
  const Store = require(join(dirname(library), "stores/filesystem.js"));
  // s3rver answers before the object is in its file. S3 shows an object when it is whole, and answers then.
  Store.prototype.putObject = async function ({ bucket, key, content, metadata }) {
    const chunks = [];
    for await (const chunk of Buffer.isBuffer(content) ? [content] : content) chunks.push(chunk);
    const whole = Buffer.concat(chunks);
    const md5 = createHash("md5").update(whole).digest("hex");
    const path = this.getResourcePath(bucket, key, "object");
    await mkdir(dirname(path), { recursive: true });
    const aside = path + "." + randomUUID();
    await writeFile(aside, whole);
    await rename(aside, path);
    await this.putMetadata(bucket, key, metadata, md5);
    return { size: whole.length, md5 };
  };
  process.stdin.resume().on("end", () => process.exit());
  new S3rver({ address: "127.0.0.1", port: 0, silent: true, vhostBuckets: false, directory })
    .run()
    .then(({ port }) => console.log(port));
`;

/** A private S3-compatible store on a free port of the loopback. Its only key is S3RVER, its secret too. */
export async function startS3(): Promise<TestS3> {
  const folder = await mkdtemp(join(tmpdir(), "parlor-s3-"));
  const library = fileURLToPath(import.meta.resolve("s3rver"));
  const child = Bun.spawn(["node", "--openssl-legacy-provider", "-e", program, library, folder], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "inherit",
  });
  const { value } = await child.stdout.getReader().read();
  const port = Number(new TextDecoder().decode(value));
  if (!port) throw new Error("s3rver did not start");
  const stop = async () => {
    child.kill("SIGKILL");
    await child.exited;
  };
  return {
    port,
    url: (bucket) => `s3://S3RVER:S3RVER@127.0.0.1:${port}/${bucket}?tls=off`,
    folder,
    stop,
    freeze: () => child.kill("SIGSTOP"),
    thaw: () => child.kill("SIGCONT"),
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
