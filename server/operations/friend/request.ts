import type { FriendRequestId } from "#protocol/ids.ts";
import { limits } from "#protocol/limits.ts";
import { isAwake, showRequest } from "../../domain/contacts.ts";
import type { DomainEvent } from "../../events.ts";
import { Refusal, refuse } from "../../refusal.ts";
import type { AccountRow, FriendRequestRow, Tables } from "../../store/store.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("friend.request", {
  who: "account",
  kind: "changes",
  rate: "friend_request",
  async run(context, { caller, input }) {
    const username = input.username.trim().replace(/^@/, "");
    const found = username.includes("@") ? null : await context.store.read.accounts.findByLogin(username);
    if (!found) return refuse("user_not_found", { field: "username" });
    const now = context.now();
    const asked = await context.store.write(async (tables) => {
      await tables.accounts.lock([caller.id, found.id]);
      const [me, other] = [await tables.accounts.get(caller.id), await tables.accounts.get(found.id)];
      if (!me) return refuse("session_expired");
      if (!other || !isAwake(other)) return refuse("user_not_found", { field: "username" });
      const refusal = await checkRequest(tables, caller.id, { other, now });
      if (refusal) return refusal;
      // To somebody who has blocked the caller a request looks like any other that is not answered yet.
      const hidden = await tables.blocks.has(other.id, caller.id);
      const id = Bun.randomUUIDv7() as FriendRequestId;
      const row: FriendRequestRow = {
        id,
        from_id: caller.id,
        to_id: other.id,
        state: "pending",
        hidden,
        created_at: now,
        answered_at: null,
      };
      if (!(await tables.friendRequests.insert(row))) return refuse("request_pending", { field: "username" });
      return { row, other, events: await tellBoth(tables, { row, me, other }) };
    });
    if (asked instanceof Refusal) return asked;
    for (const event of asked.events) context.emit(event);
    return showRequest(asked.row, caller.id, asked.other);
  },
});

/** What speaks against asking; changes nothing. */
async function checkRequest(
  tables: Tables,
  me: AccountRow["id"],
  { other, now }: { other: AccountRow; now: number },
): Promise<Refusal | null> {
  const field = "username";
  if (other.id === me) return refuse("request_self", { field });
  if (await tables.blocks.has(me, other.id)) return refuse("you_blocked", { field });
  if (await tables.contacts.get(me, other.id)) return refuse("already_contacts", { field });
  const pending = await tables.friendRequests.pendingBetween(me, other.id);
  if (pending) return refuse(pending.from_id === me ? "request_pending" : "request_crossing", { field });
  const rejected = await tables.friendRequests.lastRejection(me, other.id);
  const wait = rejected === null ? 0 : rejected + limits.friend_rejected_ms - now;
  return wait > 0 ? refuse("request_rejected", { field, retry_after_ms: wait }) : null;
}

async function tellBoth(
  tables: Tables,
  { row, me, other }: { row: FriendRequestRow; me: AccountRow; other: AccountRow },
): Promise<DomainEvent[]> {
  const told: DomainEvent[] = [];
  const sides = row.hidden ? [[me, other] as const] : [[me, other] as const, [other, me] as const];
  for (const [owner, person] of sides) {
    const feed_rev = await tables.accounts.nextFeedRev(owner.id);
    told.push({ event: "friend.requested", owner: owner.id, data: { feed_rev, request: showRequest(row, owner.id, person) } });
  }
  return told;
}
