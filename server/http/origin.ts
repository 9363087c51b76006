import type { Config } from "../config.ts";

/** True when people reach this server over TLS, its own or a proxy's. */
export function isServedSecurely(config: Config): boolean {
  return config.tls !== null || config.public_url?.protocol === "https:";
}

/**
 * Whether a browser's `Origin` is this server: the public address, or the host the request itself was sent to. Another
 * site can make a browser send our cookies, but not lie about its origin.
 */
export function isOwnOrigin(origin: string, host: string | null, config: Config): boolean {
  if (origin === config.public_url?.origin) return true;
  if (!URL.canParse(origin)) return false;
  const { protocol, host: originHost } = new URL(origin);
  // Whoever can alter unencrypted traffic could otherwise speak for http://us to https://us.
  const isSecureEnough = protocol === "https:" || (protocol === "http:" && !isServedSecurely(config));
  return isSecureEnough && originHost === host;
}
