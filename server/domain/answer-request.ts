import type { AccountId, FriendRequestId } from "#protocol/ids.ts";
import type { Context } from "../context.ts";
import type { DomainEvent } from "../events.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { FriendRequestRow, Tables } from "../store/store.ts";

/**
 * The gate of answering: the request is open and it is the caller's to answer (or to take back). A request of others looks
 * like one that does not exist, and so does one that was hidden from the caller.
 */
export function checkRequestOf(
  request: FriendRequestRow | null,
  caller: AccountId,
  as: "recipient" | "requester",
): FriendRequestRow | Refusal {
  const field = "request";
  if (!request || (request.from_id !== caller && request.to_id !== caller)) return refuse("request_not_found", { field });
  if (request.hidden && request.to_id === caller) return refuse("request_not_found", { field });
  if (as === "recipient" && request.to_id !== caller) return refuse("not_recipient", { field });
  if (as === "requester" && request.from_id !== caller) return refuse("not_requester", { field });
  return request.state === "pending" ? request : refuse("request_handled", { field });
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
