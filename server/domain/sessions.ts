import type { AccountId, GuestId, SessionId } from "#protocol/ids.ts";
import { limits } from "#protocol/limits.ts";
import type { Output } from "#protocol/operations/index.ts";
import type { Context } from "../context.ts";
import type { HttpCall } from "../http-call.ts";
import type { SessionRow, Tables } from "../store/store.ts";
import type { RefreshToken, SessionClaims } from "../tokens.ts";

/** The column's size; what a browser sends is a fifth of it. */
const userAgentMax = 512;

/** Whose session it is. */
export type SessionOwner =
  | { readonly kind: "account"; readonly id: AccountId }
  | { readonly kind: "guest"; readonly id: GuestId };

/** A session of a person who has just proved themselves: the row to insert and the refresh token that belongs to it. */
export function newSession(
  context: Context,
  { person, address, userAgent }: { person: SessionOwner; address: string; userAgent: string },
): { row: SessionRow; refresh: RefreshToken } {
  const now = context.now();
  const id = Bun.randomUUIDv7() as SessionId;
  const refresh = context.tokens.firstRefresh(id);
  const row: SessionRow = {
    id,
    person_kind: person.kind,
    person_id: person.id,
    refresh_hash: refresh.hash,
    previous_refresh_hash: null,
    user_agent: userAgent.slice(0, userAgentMax),
    address,
    created_at: now,
    used_at: now,
    expires_at: now + limits.refresh_token_ms,
    revoked_at: null,
  };
  return { row, refresh };
}

/**
 * Inside a transaction that holds the account: the session begins. Above the number of devices an account may have, the one
 * that was used longest ago ends; returns what has ended.
 */
export async function addSession({ sessions }: Tables, row: SessionRow): Promise<SessionId[]> {
  await sessions.insert(row);
  const others = (await sessions.listActive(row.person_id, row.created_at)).filter(({ id }) => id !== row.id);
  const ended = others.slice(limits.devices - 1);
  for (const { id } of ended) await sessions.revoke(id, row.created_at);
  return ended.map(({ id }) => id);
}

/** Hands the tokens of a session over: in cookies that no script can read, or in the answer. */
export async function deliverTokens(
  context: Context,
  http: HttpCall,
  { claims, refresh, delivery }: { claims: SessionClaims; refresh: RefreshToken; delivery: "cookie" | "bearer" },
): Promise<Output<"auth.refresh">> {
  const access = await context.tokens.signAccess(claims);
  const isCookie = delivery === "cookie";
  if (isCookie) http.setSessionCookies({ access: access.token, refresh: refresh.text });
  return {
    session: refresh.session,
    access_token: isCookie ? null : access.token,
    access_expires_at: access.expires_at,
    refresh_token: isCookie ? null : refresh.text,
  };
}
