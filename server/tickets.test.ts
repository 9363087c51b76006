import { expect, test } from "bun:test";
import type { AccountId, SessionId } from "#protocol/ids.ts";
import { limits } from "#protocol/limits.ts";
import { MemoryLimiter } from "./limiter/memory-limiter.ts";
import { Refusal } from "./refusal.ts";
import { createTickets } from "./tickets.ts";
import { createTokens } from "./tokens.ts";

const secret = new Uint8Array(32).fill(3);
let now = 1_800_000_000_000;
const limiter = new MemoryLimiter(() => now);
const tickets = createTickets({ secret, limiter, now: () => now });
const claims = { knd: "account", sub: Bun.randomUUIDv7() as AccountId, sid: Bun.randomUUIDv7() as SessionId } as const;

async function codeOf(ticket: string): Promise<string | null> {
  const outcome = await tickets.redeem(ticket);
  return outcome instanceof Refusal ? outcome.code : null;
}

test("a ticket opens once", async () => {
  const { ticket, expires_at } = await tickets.issue(claims);
  expect(expires_at).toBe(now + limits.socket_ticket_ms);
  expect(await tickets.redeem(ticket)).toEqual(claims);
  expect(await codeOf(ticket)).toBe("ticket_expired");
});

test("two uses at once: one opens", async () => {
  const { ticket } = await tickets.issue(claims);
  const codes = await Promise.all([codeOf(ticket), codeOf(ticket), codeOf(ticket)]);
  expect(codes.filter((code) => code === null)).toHaveLength(1);
});

test("a used ticket stays used until it has lapsed", async () => {
  const { ticket } = await tickets.issue(claims);
  await tickets.redeem(ticket);
  for (let elapsed = 0; elapsed <= limits.socket_ticket_ms; elapsed += 1_000, now += 1_000) {
    expect(await codeOf(ticket)).toBe("ticket_expired");
  }
});

test("an unused ticket lapses", async () => {
  const { ticket } = await tickets.issue(claims);
  now += limits.socket_ticket_ms + 1_000;
  expect(await codeOf(ticket)).toBe("ticket_expired");
});

test("an access token is no ticket, and a ticket no access token", async () => {
  const tokens = createTokens({ secret, now: () => now });
  expect(await codeOf((await tokens.signAccess(claims)).token)).toBe("ticket_expired");
  expect(await tokens.verifyAccess((await tickets.issue(claims)).ticket)).toEqual({ kind: "invalid" });
});

test("a made-up ticket is refused", async () => {
  for (const text of ["", "x", "a.b.c"]) expect(await codeOf(text)).toBe("ticket_expired");
});
