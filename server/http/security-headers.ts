import type { Config } from "../config.ts";
import { isServedSecurely } from "./origin.ts";

/** The web client's policy: nothing inline, nothing from elsewhere, and no text ever becomes a script. */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types parlor",
].join("; ");

/** A worker obeys the policy of its own file. Deriving keys needs WebAssembly, which the page itself may not run. */
export const workerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; require-trusted-types-for 'script'";

/** For answers that are no documents: should a browser ever show one, it can do nothing. */
const dataPolicy = "default-src 'none'; frame-ancestors 'none'";

/** Adds to an answer the headers that every one has. */
export function createSecurityHeaders(config: Config): (response: Response) => Response {
  const headers: Record<string, string> = {
    "x-content-type-options": "nosniff",
    // Not "no-referrer": with that browsers send "Origin: null" in places where the origin check needs the real one.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ...(isServedSecurely(config) && { "strict-transport-security": "max-age=31536000" }),
  };
  const entries = Object.entries(headers);
  return (response) => {
    for (const [name, value] of entries) response.headers.set(name, value);
    if (!response.headers.has("content-security-policy")) {
      const isPage = response.headers.get("content-type")?.startsWith("text/html") === true;
      response.headers.set("content-security-policy", isPage ? pagePolicy : dataPolicy);
    }
    return response;
  };
}
