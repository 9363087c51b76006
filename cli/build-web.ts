import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { StartError } from "#server/start-error.ts";

/** Everything the build reads. */
const sources = "{web,client,protocol,crypto}/**/*";
const settings = ["package-lock.json", "vite.config.ts"];
const stampFile = ".stamp";

/** The folder of the built web client. Builds it first when it is missing or its sources have changed since. */
export async function ensureWebClient(root: string, say: (line: string) => void): Promise<string> {
  const target = join(root, "dist");
  // Installed without its sources: what was built is all there is.
  if (!(await Bun.file(join(root, "web/index.html")).exists())) return target;
  const stamp = await stampOf(root);
  if (stamp === (await readStamp(target))) return target;

  say("Building the web client …");
  const draft = join(root, `dist.${crypto.randomUUID()}`);
  try {
    await runVite(root, draft);
    await compressFiles(draft);
    await Bun.write(join(draft, stampFile), stamp);
    await replaceFolder(draft, target);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return target;
}

/** By content: the times of files change with every checkout and copy. */
async function stampOf(root: string): Promise<string> {
  const found = await Array.fromAsync(new Bun.Glob(sources).scan({ cwd: root }));
  const paths = [...found.filter((path) => !path.includes(".test.")), ...settings].sort();
  const contents = await Promise.all(paths.map((path) => Bun.file(join(root, path)).bytes()));
  const hash = new Bun.CryptoHasher("sha256");
  for (const [index, path] of paths.entries()) hash.update(`\n${path}\n`).update(contents[index] ?? "");
  return hash.digest("base64url");
}

async function readStamp(folder: string): Promise<string | null> {
  const file = Bun.file(join(folder, stampFile));
  return (await file.exists()) ? file.text() : null;
}

async function runVite(root: string, outDir: string): Promise<void> {
  const vite = join(root, "node_modules/vite/bin/vite.js");
  const command = [process.execPath, vite, "build", "--outDir", outDir, "--emptyOutDir", "--logLevel", "warn"];
  // Whatever mode this process runs in (tests, development), the client is built for people.
  const env = { ...process.env, NODE_ENV: "production" };
  const build = Bun.spawn(command, { cwd: root, env, stdout: "inherit", stderr: "inherit" });
  if ((await build.exited) !== 0) throw new StartError("The web client could not be built: the lines above say why.");
}

const brotli = promisify(brotliCompress);
const compress = { ".br": bestBrotli, ".gz": (bytes: Uint8Array) => promisify(gzip)(bytes, { level: 9 }) };

/** Once here instead of for every request. Files that do not become smaller stay as they are. */
async function compressFiles(folder: string): Promise<void> {
  for await (const path of new Bun.Glob("**/*.{html,js,css,svg,json,webmanifest,txt,wasm}").scan({ cwd: folder })) {
    const bytes = await Bun.file(join(folder, path)).bytes();
    for (const [suffix, pack] of Object.entries(compress)) {
      const packed = await pack(bytes);
      if (packed.byteLength < bytes.byteLength) await Bun.write(join(folder, path + suffix), packed);
    }
  }
}

function bestBrotli(bytes: Uint8Array): Promise<Uint8Array> {
  return brotli(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength } });
}

/** Whole or not at all, so that a second start beside this one never sees half of it. */
async function replaceFolder(draft: string, target: string): Promise<void> {
  const old = `${draft}.old`;
  await rename(target, old).catch(unless("ENOENT"));
  // There again: another start has just put its own build there, of the same sources.
  await rename(draft, target).catch(unless("ENOTEMPTY", "EEXIST"));
  await rm(old, { recursive: true, force: true });
}

function unless(...codes: string[]): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (!codes.includes(error.code ?? "")) throw error;
  };
}
