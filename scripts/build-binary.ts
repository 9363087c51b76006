/**
 * `npm run build:binary [-- <target>]`: the whole program as one file, `build/parlor`: Bun, the server with its migrations and
 * workers, and the web client. A target such as `bun-linux-arm64` builds for another machine.
 */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BunPlugin } from "bun";
import { ensureWebClient } from "#cli/build-web.ts";

const root = new URL("..", import.meta.url).pathname;
const [target] = process.argv.slice(2);
const site = await ensureWebClient(root, console.log);
const folder = join(root, "build");
const outfile = join(folder, "parlor");

await rm(folder, { recursive: true, force: true });
await mkdir(folder);
await Bun.build({
  entrypoints: [join(root, "cli/parlor.ts"), ...(await workers())],
  // Flat, so that "./write-worker.ts" lies beside the program inside the file as it lies beside its user in the sources.
  naming: { entry: "[name].[ext]" },
  compile: { outfile, autoloadBunfig: false, ...(target && { target: target as Bun.Build.CompileTarget }) },
  minify: { syntax: true, whitespace: true },
  // Embedded, so that a stack trace names the sources; the copies beside the file are not needed.
  sourcemap: "linked",
  plugins: [embedSite(site)],
});
for await (const map of new Bun.Glob("*.map").scan({ cwd: folder, absolute: true })) await rm(map);
console.log(`build/parlor: ${Math.round(Bun.file(outfile).size / 1e6)} MB`);

/** Started by address at run time, so the bundler does not find them by itself. */
async function workers(): Promise<string[]> {
  return Array.fromAsync(new Bun.Glob("server/**/*-worker.ts").scan({ cwd: root, absolute: true }));
}

/** Puts a module that carries every file of the built web client in the place of `cli/embedded-site.ts`. */
function embedSite(folder: string): BunPlugin {
  return {
    name: "embed-site",
    setup(build) {
      build.onLoad({ filter: /\/cli\/embedded-site\.ts$/ }, async () => {
        const paths = await Array.fromAsync(new Bun.Glob("**/*").scan({ cwd: folder }));
        const imports = paths.map(
          (path, index) => `import f${index} from ${JSON.stringify(join(folder, path))} with { type: "file" };`,
        );
        const files = paths.map(
          (path, index) => `  { path: ${JSON.stringify(`/${path}`)}, bytes: await Bun.file(f${index}).bytes() },`,
        );
        return {
          loader: "ts",
          contents: `${imports.join("\n")}\nexport const embeddedSite = async () => [\n${files.join("\n")}\n];\n`,
        };
      });
    },
  };
}
