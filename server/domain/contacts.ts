/** Rules of friends and contacts that several operations share, and what both sides are told. */
import type { AccountId } from "#protocol/ids.ts";
import type { Contact, FriendRequest, Relation } from "#protocol/objects/contact.ts";
import type { PresenceState } from "#protocol/objects/person.ts";
import type { Context } from "../context.ts";
import type { DomainEvent } from "../events.ts";
import type { AccountRow, FriendRequestRow, Tables } from "../store/store.ts";
import { showPerson } from "./show-person.ts";

/** The account of an id, if the caller may find it at all: not asleep, not blocked by staff, and not one that blocked them. */
export async function findVisibleAccount(context: Context, viewer: AccountId, id: AccountId): Promise<AccountRow | null> {
  const account = await context.store.read.accounts.get(id);
  if (!account || !isAwake(account)) return null;
  return (await context.store.read.blocks.has(id, viewer)) ? null : account;
}

export function isAwake({ blocked_at, deactivated_at }: AccountRow): boolean {
  return blocked_at === null && deactivated_at === null;
}

export async function relationTo(tables: Tables, viewer: AccountId, other: AccountId): Promise<Relation> {
  if (viewer === other) return "self";
  if (await tables.blocks.has(viewer, other)) return "blocked";
  if (await tables.contacts.get(viewer, other)) return "contact";
  const request = await tables.friendRequests.pendingBetween(viewer, other);
  if (!request) return "none";
  if (request.from_id === viewer) return "requested";
  return request.hidden ? "none" : "requesting";
}

export function showRequest(row: FriendRequestRow, viewer: AccountId, other: AccountRow): FriendRequest {
  return {
    id: row.id,
    direction: row.to_id === viewer ? "incoming" : "outgoing",
    person: showPerson(other),
    created_at: row.created_at,
  };
}

/** Open requests of an account, newest first. */
export async function listRequests(context: Context, viewer: AccountId): Promise<FriendRequest[]> {
  const rows = await context.store.read.friendRequests.pendingOf(viewer);
  const others = await context.store.read.accounts.getMany(rows.map((row) => otherOf(row, viewer)));
  const byId = new Map(others.map((account) => [account.id, account]));
  return rows.flatMap((row) => {
    const other = byId.get(otherOf(row, viewer));
    return other && isAwake(other) ? [showRequest(row, viewer, other)] : [];
  });
}

function otherOf({ from_id, to_id }: FriendRequestRow, viewer: AccountId): AccountId {
  return from_id === viewer ? to_id : from_id;
}

/** Contacts of an account by name, with their presence as far as both sides show theirs. */
export async function listContacts(context: Context, viewer: AccountRow): Promise<Contact[]> {
  const rows = await context.store.read.contacts.list(viewer.id);
  const accounts = await context.store.read.accounts.getMany(rows.map(({ contact_id }) => contact_id));
  const byId = new Map(accounts.map((account) => [account.id, account]));
  const states = await context.presence.states(accounts.map(({ id }) => id));
  return rows.flatMap(({ contact_id, created_at }) => {
    const account = byId.get(contact_id);
    return account ? [showContact(account, { viewer, since: created_at, state: states.get(contact_id) ?? "offline" })] : [];
  });
}

export function showContact(
  account: AccountRow,
  { viewer, since, state }: { viewer: AccountRow; since: number; state: PresenceState },
): Contact {
  return { person: showPerson(account), since, ...shownPresence(account, viewer, state) };
}

/** Presence is mutual: who hides their own sees nobody's. */
export function shownPresence(
  account: AccountRow,
  viewer: AccountRow,
  state: PresenceState,
): { presence: PresenceState; last_seen_at: number | null } {
  const isShown = account.settings.show_presence && viewer.settings.show_presence && isAwake(account);
  return isShown ? { presence: state, last_seen_at: account.last_seen_at } : { presence: "offline", last_seen_at: null };
}

/**
 * Ends a friendship on both sides inside a transaction; returns what to emit, nothing when there was none. Deleting the
 * private chat of the two with its files, for both, belongs here too: `delete_history` is told to both sides, whose clients
 * then forget what they keep of it.
 */
export async function endFriendship(
  tables: Tables,
  me: AccountId,
  { other, delete_history }: { other: AccountId; delete_history: boolean },
): Promise<DomainEvent[]> {
  if (!(await tables.contacts.remove(me, other))) return [];
  const ended: DomainEvent[] = [];
  for (const [owner, id] of [
    [me, other],
    [other, me],
  ] as const) {
    const feed_rev = await tables.accounts.nextFeedRev(owner);
    ended.push({ event: "contact.removed", owner, data: { feed_rev, id, delete_history } });
  }
  return ended;
}

/** Tells the contacts of an account that its profile has changed. */
export async function tellContacts(context: Context, account: AccountRow): Promise<void> {
  for (const id of await context.store.read.contacts.ids(account.id)) {
    const viewer = await context.store.read.accounts.get(id);
    const row = await context.store.read.contacts.get(id, account.id);
    if (!viewer || !row) continue;
    const state = (await context.presence.states([account.id])).get(account.id) ?? "offline";
    const feed_rev = await context.store.write(({ accounts }) => accounts.nextFeedRev(id));
    const contact = showContact(account, { viewer, since: row.created_at, state });
    context.emit({ event: "contact.changed", owner: id, data: { feed_rev, contact } });
  }
}
