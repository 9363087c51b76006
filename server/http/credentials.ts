import { limits } from "#protocol/limits.ts";
import type { Config } from "../config.ts";
import { isServedSecurely } from "./origin.ts";

export const sessionCookie = "parlor_session";
const refreshCookie = "parlor_refresh";
/** The only address that needs the refresh token is the only one to which browsers send it. */
const refreshPath = "/api/auth.refresh";

/** What a request brings to prove who is calling. */
export interface Credentials {
  readonly bearer: string | null;
  readonly session: string | null;
  readonly refresh: string | null;
}

export function readCredentials(headers: Headers): Credentials {
  // Other schemes belong to a proxy in front of this server.
  const bearer = /^Bearer +([^\s]+)$/i.exec(headers.get("authorization") ?? "")?.[1] ?? null;
  const cookies = new Bun.CookieMap(headers.get("cookie") ?? "");
  return { bearer, session: cookies.get(sessionCookie), refresh: cookies.get(refreshCookie) };
}

/** True when the browser adds the credentials by itself, so that another site could make it send them. */
export function isAmbient({ bearer, session, refresh }: Credentials): boolean {
  return bearer === null && (session !== null || refresh !== null);
}

/**
 * `Set-Cookie` values for a session. Both last as long as the refresh token: an access token that has lapsed is then told
 * apart from none. Null clears.
 */
export function sessionCookies(config: Config, tokens: { access: string; refresh: string } | null): string[] {
  const options = {
    httpOnly: true,
    sameSite: "strict",
    secure: isServedSecurely(config),
    maxAge: tokens ? limits.refresh_token_ms / 1_000 : 0,
  } as const;
  return [
    new Bun.Cookie(sessionCookie, tokens?.access ?? "", { ...options, path: "/" }).serialize(),
    new Bun.Cookie(refreshCookie, tokens?.refresh ?? "", { ...options, path: refreshPath }).serialize(),
  ];
}
