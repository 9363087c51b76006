import { pagePolicy, workerPolicy } from "./security-headers.ts";

/** A file of the built web client: its path from the site's root, beginning with a slash. `x.br` and `x.gz` are `x`, compressed. */
export interface SiteFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface Site {
  /** The answer when the path is one of its files, else null. */
  respond(request: Request, path: string): Response | null;
}

interface Entry {
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly plain: Uint8Array;
  /** Best first. */
  readonly compressed: readonly { readonly encoding: string; readonly bytes: Uint8Array }[];
}

const encodings = [
  { encoding: "br", suffix: ".br" },
  { encoding: "gzip", suffix: ".gz" },
];

/** Everything is served from memory, compressed once at build time. Names with a hash never change and are kept for good. */
export function createSite(files: readonly SiteFile[]): Site {
  const byPath = new Map(files.map(({ path, bytes }) => [path, bytes]));
  const entries = new Map<string, Entry>();
  for (const [path, plain] of byPath) {
    if (encodings.some(({ suffix }) => path.endsWith(suffix))) continue;
    const compressed = encodings.flatMap(({ encoding, suffix }) => {
      const bytes = byPath.get(path + suffix);
      return bytes ? [{ encoding, bytes }] : [];
    });
    entries.set(path, { plain, compressed, headers: headersOf(path), etag: `W/"${Bun.hash(plain).toString(36)}"` });
  }
  return {
    respond(request, path) {
      const entry = entries.get(path);
      return entry ? respond(request, entry) : null;
    },
  };
}

/** Reads a built site from a folder; null when there is none. */
export async function readSite(folder: string): Promise<SiteFile[] | null> {
  if (!(await Bun.file(`${folder}/index.html`).exists())) return null;
  const paths = await Array.fromAsync(new Bun.Glob("**/*").scan({ cwd: folder }));
  return Promise.all(paths.map(async (path) => ({ path: `/${path}`, bytes: await Bun.file(`${folder}/${path}`).bytes() })));
}

const ofTheServer = /^\/(?:api|ws|docs|files|assets|workers|health|ready|metrics)(?:\/|$)/;

/** Whether the web client's router may know this address: a person's navigation, not a file and nothing of the server's. */
export function isPageRoute(request: Request, path: string): boolean {
  const accept = request.headers.get("accept") ?? "*/*";
  const isForPeople = accept.includes("text/html") || accept.includes("*/*");
  return isForPeople && !ofTheServer.test(path) && !/\.[^/]*$/.test(path);
}

/** Shown when the program runs without its web client. */
export function notBuiltPage(): Response {
  const text = "This server runs, but its web client is not built. Start it with npm start, which builds it.\n";
  return new Response(text, {
    status: 503,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
  });
}

function headersOf(path: string): Record<string, string> {
  const isHashed = /^\/(assets|workers)\//.test(path);
  return {
    "content-type": path.endsWith(".webmanifest") ? "application/manifest+json" : Bun.file(path).type,
    "cache-control": isHashed ? "public, max-age=31536000, immutable" : "no-cache",
    "content-security-policy": path.startsWith("/workers/") ? workerPolicy : pagePolicy,
  };
}

function respond(request: Request, { plain, compressed, headers, etag }: Entry): Response {
  const validators = { ...headers, etag, ...(compressed.length > 0 && { vary: "accept-encoding" }) };
  if (matchesEtag(request.headers.get("if-none-match"), etag)) return new Response(null, { status: 304, headers: validators });
  const accepted = acceptedEncodings(request.headers.get("accept-encoding") ?? "");
  const variant = compressed.find(({ encoding }) => accepted.has(encoding));
  const bytes = (variant?.bytes ?? plain) as Uint8Array<ArrayBuffer>;
  return new Response(bytes, { headers: { ...validators, ...(variant && { "content-encoding": variant.encoding }) } });
}

function acceptedEncodings(header: string): Set<string> {
  const offers = header.split(",").map((offer) => offer.split(";").map((part) => part.trim().toLowerCase()));
  return new Set(offers.filter(([, quality]) => !/^q=0(\.0*)?$/.test(quality ?? "")).map(([name = ""]) => name));
}

function matchesEtag(header: string | null, etag: string): boolean {
  if (header === null) return false;
  const bare = etag.replace("W/", "");
  return header.split(",").some((candidate) => candidate.trim() === "*" || candidate.trim().replace("W/", "") === bare);
}
