import type { ConversationId } from "#protocol/ids.ts";
import type { Context } from "../context.ts";
import type { DomainEvent } from "../events.ts";
import { Refusal } from "../refusal.ts";
import type { AccountRow, Tables } from "../store/store.ts";
import { endFriendship } from "./contacts.ts";
import { requireAnotherAdmin } from "./last-admin.ts";
import { dropPicture } from "./pictures.ts";
import { handOver, removeMember } from "./rooms.ts";

/**
 * Deletes an account for good, in one transaction: its messages are emptied wherever they stand, its memberships end, and
 * every row that speaks of it goes. Messages of others are untouched. The username is free again.
 */
export async function deleteAccount(context: Context, account: AccountRow): Promise<Refusal | null> {
  const now = context.now();
  const events = await context.store.write(async (tables) => {
    const refusal = await requireAnotherAdmin(tables.accounts, account);
    if (refusal) return refusal;
    const memberships = await tables.members.listFor(account.id);
    const known = new Set([
      ...(await tables.messages.conversationsOf(account.id)),
      ...memberships.map(({ conversation }) => conversation.id),
    ]);
    const left = await leaveEverywhere(tables, { account, memberships, now });
    left.push(...(await emptyMessages(tables, account, { conversations: known, at: now })));
    for (const other of await tables.contacts.ids(account.id)) {
      left.push(...(await endFriendship(tables, account.id, { other, delete_history: true })));
    }
    for (const request of await tables.friendRequests.pendingOf(account.id)) {
      const other = request.from_id === account.id ? request.to_id : request.from_id;
      left.push({
        event: "friend.closed",
        owner: other,
        data: { feed_rev: await tables.accounts.nextFeedRev(other), request: request.id },
      });
    }
    await tables.accounts.purge(account.id);
    return left;
  });
  if (events instanceof Refusal) return events;
  for (const event of events) context.emit(event);
  context.cut({ kind: "person", person: account.id, reason: "signed_out" });
  await dropPicture({ blobs: context.blobs, usesPicture: context.store.read.accounts.usesPicture }, [
    account.picture,
    account.picture_small,
  ]);
  return null;
}

async function leaveEverywhere(
  tables: Tables,
  {
    account,
    memberships,
    now,
  }: { account: AccountRow; memberships: Awaited<ReturnType<Tables["members"]["listFor"]>>; now: number },
): Promise<DomainEvent[]> {
  const events: DomainEvent[] = [];
  for (const { member, conversation } of memberships) {
    const subject = { ...member, name: account.display_name };
    events.push(...((await removeMember(tables, { conversation: conversation.id, subject, actor: null, now })) ?? []));
    if (member.role === "owner") events.push(...(await handOver(tables, conversation.id, now)));
  }
  return events;
}

/** Also the name goes, from the notices of where they came, did something, or have just left. */
async function emptyMessages(
  tables: Tables,
  { id }: AccountRow,
  { conversations, at }: { conversations: Iterable<ConversationId>; at: number },
): Promise<DomainEvent[]> {
  const events: DomainEvent[] = [];
  for (const conversation of conversations) {
    const rev = await tables.conversations.nextRev(conversation);
    await tables.messages.purgeSender(conversation, id, { rev, at });
    events.push({ event: "messages.purged", data: { conversation, rev, sender: id, at } });
  }
  return events;
}
