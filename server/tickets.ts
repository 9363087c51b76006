import { z } from "zod";
import { limits } from "#protocol/limits.ts";
import type { Limiter } from "./limiter/limiter.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { createJwt, type SessionClaims, sessionClaims } from "./tokens.ts";

/** Tickets with which a client that cannot send a header or a cookie opens one socket: signed, 30 seconds, single use. */
export interface Tickets {
  issue(claims: SessionClaims): Promise<{ ticket: string; expires_at: number }>;
  redeem(ticket: string): Promise<SessionClaims | Refusal>;
}

/** Outlives every ticket, so the bucket is still empty when the ticket lapses. */
const singleUse = { capacity: 1, refill_ms: 4 * limits.socket_ticket_ms };

const ticketClaims = z.intersection(sessionClaims, z.object({ jti: z.string() }));

/** The limiter records which tickets are spent: it is shared by all nodes and forgets by itself. */
export function createTickets({ secret, limiter, now }: { secret: Uint8Array; limiter: Limiter; now: () => number }): Tickets {
  const jwt = createJwt({ secret, now, audience: "ticket" });
  return {
    async issue(claims) {
      const expires_at = now() + limits.socket_ticket_ms;
      return { ticket: await jwt.sign({ ...claims, jti: crypto.randomUUID() }, expires_at), expires_at };
    },
    async redeem(ticket) {
      const verified = await jwt.verify(ticket, ticketClaims);
      if (verified.kind !== "valid") return refuse("ticket_expired");
      const { jti, ...claims } = verified.claims;
      return (await limiter.take(`ticket:${jti}`, singleUse)) === 0 ? claims : refuse("ticket_expired");
    },
  };
}
