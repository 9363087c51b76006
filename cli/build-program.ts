import { join } from "node:path";
import { bringUpToDate, type Product } from "./up-to-date.ts";

/** The program as a few files instead of hundreds: it starts in two thirds of the time and holds 7 MB less. */
const program: Product = {
  // As deep as `cli/commands/`, so that what lies beside the program is found from both.
  folder: "build/server",
  notice: "Building the server …",
  sources: ["{cli,server,protocol}/**/*", "package.json", "package-lock.json"],
  async make(root, draft) {
    await Bun.build({ ...(await programBuild(root)), outdir: draft });
    for (const worker of await workersOf(root)) {
      const name = worker.replace(/.*\//, "");
      // The sources start a worker by the name it has there.
      await Bun.write(join(draft, name), `import "./${name.replace(/ts$/, "js")}";\n`);
    }
  },
};

/** The path of the built program. Builds it first when it is missing or its sources have changed since. */
export async function ensureProgram(root: string, say: (line: string) => void): Promise<string> {
  return join(await bringUpToDate(root, program, say), "parlor.js");
}

/** How the program is put together, here and in the one-file binary. */
export async function programBuild(root: string) {
  return {
    entrypoints: [join(root, "cli/parlor.ts"), ...(await workersOf(root))],
    target: "bun",
    format: "esm",
    // What only some settings want (PostgreSQL, Redis) and other commands stay apart, and are read when they are wanted.
    splitting: true,
    // Flat, so that "./write-worker.ts" lies beside the program as it lies beside its user in the sources.
    naming: { entry: "[name].[ext]" },
    minify: { syntax: true, whitespace: true },
    // A stack trace names the sources.
    sourcemap: "linked",
  } satisfies Partial<Bun.BuildConfig>;
}

/** Started by address at run time, so the bundler does not find them by itself. */
function workersOf(root: string): Promise<string[]> {
  return Array.fromAsync(new Bun.Glob("server/**/*-worker.ts").scan({ cwd: root, absolute: true }));
}
