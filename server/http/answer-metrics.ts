import { createHash, timingSafeEqual } from "node:crypto";
import { refuse } from "../refusal.ts";
import { readCredentials } from "./credentials.ts";
import { problemResponse } from "./responses.ts";

interface MetricsRequest {
  readonly request: Request;
  /** The other end of the connection. */
  readonly peer: string | null;
  readonly token: string | null;
  readonly read: () => Promise<string>;
}

/** The figures of this node, for who has METRICS_TOKEN; where none is set, for programs of this machine. */
export async function answerMetrics({ request, peer, token, read }: MetricsRequest): Promise<Response> {
  if (token !== null) {
    const { bearer } = readCredentials(request.headers);
    if (bearer === null || !isSame(bearer, token)) return problemResponse(refuse("not_signed_in"));
  } else if (!isFromThisMachine(request, peer)) {
    return problemResponse(refuse("not_found"));
  }
  return new Response(await read(), {
    headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" },
  });
}

/** Takes the same time wherever the two differ. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash("sha256").update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

/**
 * A proxy on this machine connects from here whoever it speaks for; it says so in a header, or passes on the name it was
 * asked for. That name also tells a page in a browser of this machine whose own name was made to lead here.
 */
function isFromThisMachine({ headers, url }: Request, peer: string | null): boolean {
  if (peer === null || !/^(127\.|::1$|::ffff:127\.)/i.test(peer)) return false;
  if (["x-forwarded-for", "forwarded", "x-real-ip", "via"].some((name) => headers.has(name))) return false;
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(new URL(url).hostname);
}
