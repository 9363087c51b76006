import { callerOfSession } from "../authenticate.ts";
import type { Caller } from "../caller.ts";
import type { Context } from "../context.ts";
import { Refusal, refuse } from "../refusal.ts";
import type { Credentials } from "./credentials.ts";

/** Who is calling. Credentials that do not hold make a visitor; `fault` says what was wrong with them. */
export interface Identity {
  readonly caller: Caller;
  readonly fault: Refusal | null;
}

/** A bearer token wins over a cookie: it was sent on purpose. */
export async function identify(context: Context, { bearer, session }: Credentials, address: string): Promise<Identity> {
  const token = bearer ?? session;
  const visitor = { kind: "visitor", address } as const;
  if (token === null) return { caller: visitor, fault: null };
  const verified = await context.tokens.verifyAccess(token);
  const caller = verified.kind === "valid" ? await callerOfSession(context, verified.claims, address) : null;
  if (caller instanceof Refusal) return { caller: visitor, fault: caller };
  if (caller) return { caller, fault: null };
  return { caller: visitor, fault: refuse(verified.kind === "expired" ? "session_expired" : "not_signed_in") };
}
