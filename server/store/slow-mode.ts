import type { MemberRole } from "#protocol/objects/conversation.ts";

/** Milliseconds until a member may write again in a room with slow mode; 0 when they may. It binds plain members only. */
export function slowModeWait(
  slow_mode_s: number,
  { role, last_sent_at }: { readonly role: MemberRole; readonly last_sent_at: number | null },
  now: number,
): number {
  if (slow_mode_s === 0 || role !== "member" || last_sent_at === null) return 0;
  return Math.max(0, last_sent_at + slow_mode_s * 1_000 - now);
}
