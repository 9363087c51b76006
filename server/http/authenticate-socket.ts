import { callerOfSession } from "../authenticate.ts";
import type { SignedIn } from "../caller.ts";
import type { Context } from "../context.ts";
import { Refusal, refuse } from "../refusal.ts";
import { isAmbient, readCredentials } from "./credentials.ts";
import { identify } from "./identify.ts";
import { isOwnOrigin } from "./origin.ts";

/** Who opens a socket: by a ticket in the address, a bearer header or a cookie. */
export async function authenticateSocket(context: Context, request: Request, address: string): Promise<SignedIn | Refusal> {
  const ticket = new URL(request.url).searchParams.get("token");
  if (ticket !== null) {
    const claims = await context.tickets.redeem(ticket);
    return claims instanceof Refusal ? claims : callerOfSession(context, claims, address);
  }
  const credentials = readCredentials(request.headers);
  const origin = request.headers.get("origin");
  // Browsers let any site open a socket to us and add our cookies; they do tell its origin.
  if (isAmbient(credentials) && (origin === null || !isOwnOrigin(origin, request.headers.get("host"), context.config))) {
    return refuse("wrong_origin");
  }
  const { caller, fault } = await identify(context, credentials, address);
  return caller.kind !== "visitor" ? caller : (fault ?? refuse("not_signed_in"));
}
