import type { CallerKind } from "./caller.ts";
import type { Context } from "./context.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { StoreUnavailable } from "./store/store-unavailable.ts";
import type { SessionClaims } from "./tokens.ts";

const minute = 60_000;

/**
 * Who a verified token or ticket speaks for. The signature alone is not enough: a session that was revoked, or an account
 * that was blocked, must be refused at once and not when its token lapses.
 */
export async function callerOfSession(
  context: Context,
  claims: SessionClaims,
  address: string,
): Promise<CallerKind<"account"> | Refusal> {
  try {
    return await readCaller(context, claims, address);
  } catch (error) {
    if (error instanceof StoreUnavailable) return refuse("unavailable", { retry_after_ms: 1_000 });
    throw error;
  }
}

async function readCaller(context: Context, claims: SessionClaims, address: string): Promise<CallerKind<"account"> | Refusal> {
  const now = context.now();
  const session = await context.store.read.sessions.get(claims.sid);
  if (!session || session.revoked_at !== null || session.expires_at <= now) return refuse("session_expired");
  if (claims.knd !== "account" || session.person_id !== claims.sub) return refuse("session_expired");
  const account = await context.store.read.accounts.get(claims.sub);
  if (!account) return refuse("session_expired");
  if (account.blocked_at !== null) return refuse("account_blocked");

  if (now - session.used_at >= minute) {
    // Nobody waits for the note of when a session was last used.
    context.store
      .write((tables) => tables.sessions.touch(session.id, { used_at: now, address }))
      .catch((error: unknown) => context.log.warn({ err: error }, "use of a session could not be noted"));
  }
  return { kind: "account", address, id: account.id, session: session.id, name: account.display_name, role: account.role };
}
