import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { StartError } from "#server/start-error.ts";
import { bringUpToDate, type Product } from "./up-to-date.ts";

const webClient: Product = {
  folder: "dist",
  notice: "Building the web client …",
  sources: ["{web,client,protocol,crypto}/**/*", "package-lock.json", "vite.config.ts"],
  async make(root, draft) {
    await runVite(root, draft);
    await compressFiles(draft);
  },
};

/** The folder of the built web client. Builds it first when it is missing or its sources have changed since. */
export function ensureWebClient(root: string, say: (line: string) => void): Promise<string> {
  return bringUpToDate(root, webClient, say);
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
