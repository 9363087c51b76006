import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const root = fileURLToPath(new URL("./web", import.meta.url));
const publicDir = join(root, "public");
const server = process.env.PARLOR_SERVER ?? "http://127.0.0.1:3000";

/**
 * Gives the service worker its precache list: every file of the build but the worker itself. Hashed names are immutable and
 * carry no revision; the others carry a hash of their content, so that a changed one is fetched anew.
 */
function precache(): Plugin {
  const hash = (content: string | Uint8Array) => createHash("sha256").update(content).digest("base64url").slice(0, 12);
  return {
    name: "parlor-precache",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const worker = bundle["sw.js"];
        if (worker?.type !== "chunk") this.error("the service worker's chunk is missing");
        if (worker.imports.length > 0) this.error("the service worker must be one classic script, without imports");

        const entries: { url: string; revision: string | null }[] = [];
        for (const [name, output] of Object.entries(bundle)) {
          if (name === "sw.js" || name.endsWith(".map") || name.startsWith(".vite/")) continue;
          const content = output.type === "chunk" ? output.code : output.source;
          const immutable = name.startsWith("assets/") || name.startsWith("workers/");
          entries.push({ url: name === "index.html" ? "/" : `/${name}`, revision: immutable ? null : hash(content) });
        }
        for (const entry of readdirSync(publicDir, { recursive: true, withFileTypes: true })) {
          if (!entry.isFile()) continue;
          const path = join(entry.parentPath, entry.name);
          entries.push({ url: `/${relative(publicDir, path)}`, revision: hash(readFileSync(path)) });
        }
        entries.sort((a, b) => (a.url < b.url ? -1 : 1));
        worker.code = worker.code
          .replace("__PRECACHE__", JSON.stringify(entries))
          .replace("__VERSION__", JSON.stringify(hash(JSON.stringify(entries))));
      },
    },
  };
}

/**
 * One chunk for what the page needs at once and one for the chat, instead of one for every set of lazy parts that share some of
 * it: a browser fetches six files at a time, and on a phone each further round costs half a second.
 */
const shared = [
  { name: "app", root: join(root, "main.ts"), modules: new Set<string>() },
  { name: "chat", root: join(root, "features/chat/ChatScreen.tsx"), modules: new Set<string>() },
];

function chunkOf(id: string, source: Modules): string | null {
  for (const { root, modules } of shared) if (modules.size === 0) addWithImports(root, modules, source);
  return shared.find(({ modules }) => modules.has(id))?.name ?? null;
}

function addWithImports(id: string, modules: Set<string>, source: Modules): void {
  if (modules.has(id)) return;
  modules.add(id);
  for (const imported of source.getModuleInfo(id)?.importedIds ?? []) addWithImports(imported, modules, source);
}

interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

export default defineConfig({
  root,
  publicDir,
  plugins: [precache()],
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    manifest: true,
    // Browsers with light-dark(), :has() and Set methods: nothing is rewritten for older ones.
    target: ["chrome125", "firefox128", "safari17.5"],
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: { index: join(root, "index.html"), "service-worker": join(root, "service-worker.ts") },
      output: {
        codeSplitting: { groups: [{ name: chunkOf, debugName: "shared" }] },
        entryFileNames: (chunk) => (chunk.name === "service-worker" ? "sw.js" : "assets/[name]-[hash].js"),
      },
    },
  },
  // A worker takes the security policy of its own response: the server allows WebAssembly under /workers/ only.
  worker: { format: "es", rolldownOptions: { output: { entryFileNames: "workers/[name]-[hash].js" } } },
  server: {
    proxy: {
      "/api": server,
      "/files": server,
      "/docs": server,
      "/ws": { target: server, ws: true },
    },
  },
});
