import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { atMost, type Figure } from "../figure.ts";

const dist = join(import.meta.dir, "../../dist");

/** The scripts and styles that the page names, which is what a first visit waits for. */
export const firstLoad: Figure = {
  name: "first-load",
  async run() {
    const page = await Bun.file(join(dist, "index.html")).text();
    const files = [...page.matchAll(/<(?:script[^>]*\ssrc|link[^>]*\shref)="\/([^"]+\.(?:js|css))"/g)].map(([, path]) => path!);
    const contents = await Promise.all(files.map((file) => Bun.file(join(dist, file)).bytes()));
    const total = (pack: (bytes: Uint8Array) => Uint8Array) =>
      contents.reduce((sum, bytes) => sum + pack(bytes).length, 0) / 1_000;
    return [
      {
        figure: "first load, JS and CSS, gzip",
        unit: "kB",
        measured: total((bytes) => gzipSync(bytes, { level: 9 })),
        floor: null,
        goal: atMost(110),
      },
      {
        figure: "first load, JS and CSS, brotli",
        unit: "kB",
        measured: total((bytes) => brotliCompressSync(bytes)),
        floor: null,
        goal: null,
      },
    ];
  },
};
