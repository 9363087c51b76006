import { expect, test } from "bun:test";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { createSite, isPageRoute, notBuiltPage, readSite, type SiteFile } from "./site.ts";

const text = (path: string, content: string): SiteFile => ({ path, bytes: new TextEncoder().encode(content) });
const script = "export const a = 1;\n".repeat(100);
const site = createSite([
  text("/index.html", "<!doctype html><title>Parlor</title>"),
  text("/sw.js", "self.x = 1;"),
  text("/manifest.webmanifest", "{}"),
  text("/assets/main-abc123.js", script),
  { path: "/assets/main-abc123.js.br", bytes: brotliCompressSync(script) },
  { path: "/assets/main-abc123.js.gz", bytes: gzipSync(script) },
  text("/workers/derive-abc123.js", "self.y = 2;"),
]);

const request = (headers: Record<string, string> = {}) => new Request("http://localhost/", { headers });
const get = (path: string, headers: Record<string, string> = {}) => site.respond(request(headers), path);

test("a file that is not there is not answered for, whatever the path", () => {
  for (const path of [
    "/",
    "/assets/",
    "/assets/gone-abc123.js",
    "/../index.html",
    "/index.html/",
    "/assets/main-abc123.js.br",
    "/.stamp",
  ]) {
    expect(get(path)).toBeNull();
  }
});

test("names with a hash are kept for good, the others are asked for again", () => {
  expect(get("/assets/main-abc123.js")?.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(get("/workers/derive-abc123.js")?.headers.get("cache-control")).toContain("immutable");
  for (const path of ["/index.html", "/sw.js", "/manifest.webmanifest"])
    expect(get(path)?.headers.get("cache-control")).toBe("no-cache");
});

test("types are those of the names", () => {
  expect(get("/index.html")?.headers.get("content-type")).toBe("text/html;charset=utf-8");
  expect(get("/sw.js")?.headers.get("content-type")).toBe("text/javascript;charset=utf-8");
  expect(get("/manifest.webmanifest")?.headers.get("content-type")).toBe("application/manifest+json");
});

test.each([
  ["gzip, deflate, br, zstd", "br"],
  ["gzip, deflate", "gzip"],
  ["br;q=0, gzip;q=0.5", "gzip"],
  ["GZIP", "gzip"],
  ["identity", null],
  ["br;q=0.000, gzip; q=0", null],
  ["", null],
])("accept-encoding %p is served as %p", async (accept, encoding) => {
  const response = get("/assets/main-abc123.js", { "accept-encoding": accept });
  expect(response?.headers.get("content-encoding") ?? null).toBe(encoding);
  expect(response?.headers.get("vary")).toBe("accept-encoding");
  const expected = { br: brotliCompressSync(script), gzip: gzipSync(script) }[encoding ?? ""] ?? Buffer.from(script);
  expect(Buffer.from((await response?.bytes()) ?? [])).toEqual(expected);
});

test("who has it already is told so", () => {
  const etag = get("/index.html")?.headers.get("etag") ?? "";
  expect(etag).toMatch(/^W\/"\w+"$/);
  for (const known of [etag, etag.slice(2), `"other", ${etag}`, "*"]) {
    const response = get("/index.html", { "if-none-match": known });
    expect(response?.status).toBe(304);
    expect(response?.headers.get("etag")).toBe(etag);
  }
  expect(get("/index.html", { "if-none-match": '"other"' })?.status).toBe(200);
});

test("only workers may run WebAssembly, and only the page may make a policy", () => {
  const policyOf = (path: string) => get(path)?.headers.get("content-security-policy") ?? "";
  expect(policyOf("/workers/derive-abc123.js")).toContain("'wasm-unsafe-eval'");
  for (const path of ["/index.html", "/sw.js", "/assets/main-abc123.js"]) {
    expect(policyOf(path)).not.toContain("unsafe");
    expect(policyOf(path)).toContain("require-trusted-types-for 'script'");
  }
});

test.each(["/", "/sign-in", "/c/01890a5d-ac96-774b-bcce-b302099a8057/people", "/settings/profile"])(
  "%s belongs to the router",
  (path) => {
    expect(isPageRoute(request({ accept: "text/html,*/*;q=0.8" }), path)).toBe(true);
  },
);

test.each([
  "/api/server.get",
  "/api",
  "/ws",
  "/docs/x",
  "/files/1",
  "/assets/x",
  "/workers/x",
  "/metrics",
  "/favicon.ico",
  "/wp-login.php",
  "/a/b.c",
])("%s does not", (path) => {
  expect(isPageRoute(request({ accept: "text/html,*/*;q=0.8" }), path)).toBe(false);
});

test("what asks for an image gets no page", () => {
  expect(isPageRoute(request({ accept: "image/avif,image/webp" }), "/sign-in")).toBe(false);
});

test("a folder without a build is none; a page then says what to do", async () => {
  expect(await readSite("/nonexistent")).toBeNull();
  expect(notBuiltPage().status).toBe(503);
  expect(await notBuiltPage().text()).toContain("npm start");
});
