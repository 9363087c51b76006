import type { AccountId, GuestId } from "#protocol/ids.ts";
import { limits } from "#protocol/limits.ts";
import type { Context } from "../../context.ts";
import { announceSessionEnd } from "../../domain/end-session.ts";
import { deliverTokens } from "../../domain/sessions.ts";
import { Refusal, refuse } from "../../refusal.ts";
import type { SessionRow } from "../../store/store.ts";
import { type RefreshToken, readRefreshToken, type SessionClaims } from "../../tokens.ts";
import { defineOperation } from "../operation.ts";
import { requireHttp } from "../require-http.ts";

export default defineOperation("auth.refresh", {
  who: "visitor",
  kind: "changes",
  door: "http",
  async run(context, call) {
    const http = requireHttp(call);
    const presented = call.input.refresh_token ?? http.refreshCookie;
    const delivery = call.input.refresh_token === undefined ? "cookie" : "bearer";
    const outcome = presented ? await rotate(context, presented, call.caller.address) : refuse("not_signed_in");
    if (!(outcome instanceof Refusal)) return deliverTokens(context, http, { ...outcome, delivery });
    if (delivery === "cookie") http.clearSessionCookies();
    return outcome;
  },
});

async function rotate(
  context: Context,
  presented: string,
  address: string,
): Promise<{ claims: SessionClaims; refresh: RefreshToken } | Refusal> {
  const token = readRefreshToken(presented);
  const session = token && (await findActive(context, token));
  if (!token || !session) return refuse("session_expired");
  if (await isBlocked(context, session)) return refuse("account_blocked");

  const now = context.now();
  const next = context.tokens.nextRefresh(token);
  const answer = { claims: claimsOf(session), refresh: next };
  if (session.refresh_hash === token.hash) {
    const change = { from: token.hash, to: next.hash, address, used_at: now, expires_at: now + limits.refresh_token_ms };
    const isRotated = await context.store.write(async (tables) => {
      if (!(await tables.sessions.rotate(session.id, change))) return false;
      if (session.person_kind === "guest") await tables.guests.prolong(session.person_id as GuestId, now + limits.guest_ms);
      return true;
    });
    if (isRotated) return answer;
  }

  // Somebody was here before with the same token: a second tab, a retry after a lost answer, or a thief.
  const current = await findActive(context, token);
  if (!current) return refuse("session_expired");
  if (isWithinGrace(current, { token, next, now })) return answer;
  await context.store.write((tables) => tables.sessions.revoke(session.id, now));
  context.log.warn({ session: session.id }, "refresh token used twice, session ended");
  announceSessionEnd(context, session.person_id, session.id);
  return refuse("refresh_reused");
}

/**
 * For a few seconds the token before the current one gives the same successor once more. Two tabs share one cookie and
 * refresh at the same moment; ending their session would punish what people do. A thief gains nothing lasting: the next
 * use of the shared successor by the second of the two is noticed.
 */
function isWithinGrace(
  session: SessionRow,
  { token, next, now }: { token: RefreshToken; next: RefreshToken; now: number },
): boolean {
  const rotatedAt = session.expires_at - limits.refresh_token_ms;
  return (
    session.previous_refresh_hash === token.hash &&
    session.refresh_hash === next.hash &&
    now - rotatedAt <= limits.refresh_grace_ms
  );
}

async function findActive(context: Context, token: RefreshToken): Promise<SessionRow | null> {
  const session = await context.store.read.sessions.get(token.session);
  return session && session.revoked_at === null && session.expires_at > context.now() ? session : null;
}

async function isBlocked(context: Context, session: SessionRow): Promise<boolean> {
  if (session.person_kind !== "account") return false;
  const account = await context.store.read.accounts.get(session.person_id as AccountId);
  return account?.blocked_at != null;
}

function claimsOf({ id, person_kind, person_id }: SessionRow): SessionClaims {
  return person_kind === "account"
    ? { knd: "account", sub: person_id as AccountId, sid: id }
    : { knd: "guest", sub: person_id as GuestId, sid: id };
}
