import { errors } from "#protocol/errors.ts";
import type { Refusal } from "../refusal.ts";

const noStore = { "cache-control": "no-store" };

/** An answer of JSON text that no cache may keep. */
export function jsonResponse(json: string): Response {
  return new Response(json, { headers: { ...noStore, "content-type": "application/json" } });
}

/** A refusal as an RFC 9457 problem. */
export function problemResponse(refusal: Refusal, headers: Readonly<Record<string, string>> = {}): Response {
  const { status, message } = errors[refusal.code];
  const problem = refusal.toProblem();
  const response = Response.json(
    { type: `/docs#${refusal.code}`, title: message, status, ...problem },
    { status, headers: { ...noStore, ...headers, "content-type": "application/problem+json" } },
  );
  // RFC 9110 requires it of a 401; "Bearer" opens no password dialog in browsers.
  if (status === 401) response.headers.set("www-authenticate", "Bearer");
  if (problem.retry_after_ms !== undefined)
    response.headers.set("retry-after", String(Math.ceil(problem.retry_after_ms / 1_000)));
  return response;
}
