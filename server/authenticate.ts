import type { AccountId, GuestId, SessionId } from "#protocol/ids.ts";
import { pictureAddress } from "#protocol/objects/person.ts";
import type { SignedIn } from "./caller.ts";
import type { Context } from "./context.ts";
import { Refusal, refuse } from "./refusal.ts";
import type { SessionRow } from "./store/store.ts";
import { StoreUnavailable } from "./store/store-unavailable.ts";
import type { SessionClaims } from "./tokens.ts";

const minute = 60_000;

/**
 * Who a verified token or ticket speaks for. The signature alone is not enough: a session that was revoked, or an account
 * that was blocked, must be refused at once and not when its token lapses.
 */
export async function callerOfSession(context: Context, claims: SessionClaims, address: string): Promise<SignedIn | Refusal> {
  return unlessAway(async () => {
    const now = context.now();
    const found = await readCaller(context, claims, address);
    if (found instanceof Refusal) return found;
    const { caller, session } = found;
    if (now - session.used_at >= minute) {
      // Nobody waits for the note of when a session was last used.
      context.store
        .write((tables) => tables.sessions.touch(session.id, { used_at: now, address }))
        .catch((error: unknown) => context.log.warn({ err: error }, "use of a session could not be noted"));
    }
    return caller;
  });
}

/** A caller who was let in before, as they are now, or why they no longer are. */
export async function recheckCaller(context: Context, { kind, id, session, address }: SignedIn): Promise<SignedIn | Refusal> {
  return unlessAway(async () => {
    const found = await readCaller(context, { knd: kind, sub: id, sid: session } as SessionClaims, address);
    return found instanceof Refusal ? found : found.caller;
  });
}

async function unlessAway<T>(work: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreUnavailable) return refuse("unavailable", { retry_after_ms: 1_000 });
    throw error;
  }
}

async function readCaller(
  context: Context,
  claims: SessionClaims,
  address: string,
): Promise<{ caller: SignedIn; session: SessionRow } | Refusal> {
  const now = context.now();
  const session = await context.store.read.sessions.get(claims.sid);
  if (!session || session.revoked_at !== null || session.expires_at <= now) return refuse("session_expired");
  if (session.person_kind !== claims.knd || session.person_id !== claims.sub) return refuse("session_expired");
  const caller = await (claims.knd === "account"
    ? accountCaller(context, { id: claims.sub, session: session.id, address })
    : guestCaller(context, { id: claims.sub, session: session.id, address }));
  return caller instanceof Refusal ? caller : { caller, session };
}

async function accountCaller(
  context: Context,
  { id, session, address }: { id: AccountId; session: SessionId; address: string },
): Promise<SignedIn | Refusal> {
  const account = await context.store.read.accounts.get(id);
  if (!account) return refuse("session_expired");
  if (account.blocked_at !== null) return refuse("account_blocked");
  if (account.deactivated_at !== null) return refuse("session_expired");
  const { display_name: name, role, settings } = account;
  const picture = pictureAddress(account.picture_small);
  return { kind: "account", address, id, session, name, picture, role, hides_presence: !settings.show_presence };
}

async function guestCaller(
  context: Context,
  { id, session, address }: { id: GuestId; session: SessionId; address: string },
): Promise<SignedIn | Refusal> {
  const guest = await context.store.read.guests.get(id);
  if (!guest || guest.expires_at <= context.now()) return refuse("session_expired");
  return { kind: "guest", address, id, session, name: guest.name };
}
