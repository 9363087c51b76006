/** Rules of friends and contacts that several operations share, and what both sides are told. */
import type { AccountId } from "#protocol/ids.ts";
import type { Contact, FriendRequest, Relation } from "#protocol/objects/contact.ts";
import type { PresenceState } from "#protocol/objects/person.ts";
import type { Context } from "../context.ts";
import type { DomainEvent } from "../events.ts";
import type { AccountRow, FriendRequestRow, Tables } from "../store/store.ts";
import { showPerson } from "./show-person.ts";

/**
 * The account of an id as this viewer may see it; null when it is asleep or blocked by staff. One that has blocked the
 * viewer looks like a private account that never answers: were it nowhere to be found, whom to ask still works, and the two
 * together would prove the block.
 */
export async function accountSeenBy(context: Context, viewer: AccountId, id: AccountId): Promise<AccountRow | null> {
  const account = await context.store.read.accounts.get(id);
  if (!account || !isAwake(account)) return null;
  return (await context.store.read.blocks.has(id, viewer)) ? { ...account, visibility: "private" } : account;
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
  return isShownTo(request, viewer) ? "requesting" : "none";
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
  const rows = (await context.store.read.friendRequests.pendingOf(viewer)).filter((row) => isShownTo(row, viewer));
  const others = await context.store.read.accounts.getMany(rows.map((row) => otherOf(row, viewer)));
  const byId = new Map(others.map((account) => [account.id, account]));
  return rows.flatMap((row) => {
    const other = byId.get(otherOf(row, viewer));
    return other && isAwake(other) ? [showRequest(row, viewer, other)] : [];
  });
}

/** Who asks somebody that has blocked them waits for an answer like anyone; the one asked never sees it. */
export function isShownTo({ hidden, to_id }: FriendRequestRow, viewer: AccountId): boolean {
  return !hidden || to_id !== viewer;
}

export function otherOf({ from_id, to_id }: Pick<FriendRequestRow, "from_id" | "to_id">, viewer: AccountId): AccountId {
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

/** One contact who is to hear of a change: their own row, since when, and the rev of their feed that the change has taken. */
export interface NotedContact {
  readonly viewer: AccountRow;
  readonly since: number;
  readonly feed_rev: number;
}

/** Holds an account and all who hear of its changes until the transaction ends. */
export async function lockWithContacts(tables: Tables, id: AccountId): Promise<void> {
  await tables.accounts.lock([id, ...(await tables.contacts.ids(id))]);
}

/** Inside the transaction of a change that contacts see. Their feeds move with it: a crash afterwards leaves nobody behind. */
export async function noteForContacts(tables: Tables, id: AccountId): Promise<NotedContact[]> {
  const contacts = await tables.contacts.list(id);
  const revs = await tables.accounts.nextFeedRevs(contacts.map(({ contact_id }) => contact_id));
  const viewers = new Map((await tables.accounts.getMany([...revs.keys()])).map((viewer) => [viewer.id, viewer]));
  return contacts.flatMap(({ contact_id, created_at: since }) => {
    const [viewer, feed_rev] = [viewers.get(contact_id), revs.get(contact_id)];
    return viewer && feed_rev !== undefined ? [{ viewer, since, feed_rev }] : [];
  });
}

/** After the commit: tells them how the account looks now. */
export async function tellContacts(context: Context, account: AccountRow, noted: readonly NotedContact[]): Promise<void> {
  if (noted.length === 0) return;
  const state = (await context.presence.states([account.id])).get(account.id) ?? "offline";
  for (const { viewer, since, feed_rev } of noted) {
    const contact = showContact(account, { viewer, since, state });
    context.emit({ event: "contact.changed", owner: viewer.id, data: { feed_rev, contact } });
  }
}
