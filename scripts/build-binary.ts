/**
 * `npm run build:binary [-- <target>]`: the whole program as one file, `build/parlor`: Bun, the server with its migrations and
 * workers, and the web client. A target such as `bun-linux-arm64` builds for another machine.
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { BunPlugin } from "bun";
import { programBuild } from "#cli/build-program.ts";
import { ensureWebClient } from "#cli/build-web.ts";

const root = new URL("..", import.meta.url).pathname;
const [target] = process.argv.slice(2);
const site = await ensureWebClient(root, console.log);
const folder = join(root, "build");
const outfile = join(folder, "parlor");

await rm(outfile, { force: true });
await Bun.build({
  ...(await programBuild(root)),
  // Compiled once here instead of at every start, which takes half the time then.
  bytecode: true,
  compile: { outfile, autoloadBunfig: false, ...(target && { target: target as Bun.Build.CompileTarget }) },
  plugins: [embedSite(site)],
});
// Embedded in the program too.
for await (const map of new Bun.Glob("*.map").scan({ cwd: folder, absolute: true })) await rm(map);
console.log(`build/parlor: ${Math.round(Bun.file(outfile).size / 1e6)} MB`);

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
