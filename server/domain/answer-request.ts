import type { AccountId, FriendRequestId } from "#protocol/ids.ts";
import type { Context } from "../context.ts";
import type { DomainEvent } from "../events.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { AccountRow, FriendRequestRow, Tables } from "../store/store.ts";
import { isAwake, isShownTo, otherOf } from "./contacts.ts";

/**
 * The gate of answering, inside the transaction that answers: the request is open and it is the caller's to answer (or to
 * take back). A request of others looks like one that does not exist; so does one that was hidden from the caller, and one
 * whose other side is asleep.
 */
export async function requireRequest(
  tables: Tables,
  caller: AccountId,
  { id, as }: { id: FriendRequestId; as: "recipient" | "requester" },
): Promise<{ request: FriendRequestRow; other: AccountRow } | Refusal> {
  const field = "request";
  const sides = await tables.friendRequests.get(id);
  if (!sides || (sides.from_id !== caller && sides.to_id !== caller)) return refuse("request_not_found", { field });
  await tables.accounts.lock([sides.from_id, sides.to_id]);
  const request = await tables.friendRequests.get(id);
  const other = await tables.accounts.get(otherOf(sides, caller));
  if (!request || !other || !isAwake(other) || !isShownTo(request, caller)) return refuse("request_not_found", { field });
  if (as === "recipient" && request.to_id !== caller) return refuse("not_recipient", { field });
  if (as === "requester" && request.from_id !== caller) return refuse("not_requester", { field });
  return request.state === "pending" ? { request, other } : refuse("request_handled", { field });
}

/** Closes a request without a friendship inside a transaction; the accounts in `tell` see it go. */
export async function closeRequest(
  context: Context,
  tables: Tables,
  { id, state, tell }: { id: FriendRequestId; state: "rejected" | "cancelled"; tell: readonly AccountId[] },
): Promise<DomainEvent[] | Refusal> {
  if (!(await tables.friendRequests.close(id, state, context.now()))) return refuse("request_handled", { field: "request" });
  const events: DomainEvent[] = [];
  for (const owner of tell) {
    events.push({ event: "friend.closed", owner, data: { feed_rev: await tables.accounts.nextFeedRev(owner), request: id } });
  }
  return events;
}
