/** Going to sleep and waking up, inside a transaction: what the others see go, and see again. */
import type { AccountId } from "#protocol/ids.ts";
import type { Context } from "../context.ts";
import type { DomainEvent } from "../events.ts";
import type { AccountRow, FriendRequestRow, Tables } from "../store/store.ts";
import { isShownTo, type NotedContact, noteForContacts, otherOf, showRequest, tellContacts } from "./contacts.ts";

/** What is told of it once it is committed. */
export interface Sleep {
  readonly account: AccountRow;
  readonly noted: readonly NotedContact[];
  readonly requests: readonly DomainEvent[];
}

/** Holds the account and everybody who hears of its sleep until the transaction ends. */
export async function lockForSleep(tables: Tables, id: AccountId): Promise<void> {
  const requests = await tables.friendRequests.pendingOf(id);
  await tables.accounts.lock([id, ...(await tables.contacts.ids(id)), ...requests.map((row) => otherOf(row, id))]);
}

export async function fallAsleep(tables: Tables, row: AccountRow, deactivated_at: number): Promise<Sleep> {
  await tables.accounts.update(row.id, { deactivated_at });
  const account = { ...row, deactivated_at };
  return { account, noted: await noteForContacts(tables, row.id), requests: await closeForOthers(tables, row.id) };
}

export async function wakeUp(tables: Tables, row: AccountRow): Promise<Sleep> {
  await tables.accounts.update(row.id, { deactivated_at: null });
  const account = { ...row, deactivated_at: null };
  const requests = await tellOthers(tables, row.id, (request, owner, feed_rev) => ({
    event: "friend.requested",
    owner,
    data: { feed_rev, request: showRequest(request, owner, account) },
  }));
  return { account, noted: await noteForContacts(tables, row.id), requests };
}

/** Whoever has an open request with the account sees it go. */
export async function closeForOthers(tables: Tables, account: AccountId): Promise<DomainEvent[]> {
  return tellOthers(tables, account, (request, owner, feed_rev) => ({
    event: "friend.closed",
    owner,
    data: { feed_rev, request: request.id },
  }));
}

async function tellOthers(
  tables: Tables,
  account: AccountId,
  say: (request: FriendRequestRow, owner: AccountId, feed_rev: number) => DomainEvent,
): Promise<DomainEvent[]> {
  const told: DomainEvent[] = [];
  for (const request of await tables.friendRequests.pendingOf(account)) {
    const owner = otherOf(request, account);
    if (isShownTo(request, owner)) told.push(say(request, owner, await tables.accounts.nextFeedRev(owner)));
  }
  return told;
}

export async function tellSleep(context: Context, { account, noted, requests }: Sleep): Promise<void> {
  for (const event of requests) context.emit(event);
  await tellContacts(context, account, noted);
}
