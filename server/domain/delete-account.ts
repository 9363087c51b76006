import type { Context } from "../context.ts";
import type { DomainEvent } from "../events.ts";
import { Refusal } from "../refusal.ts";
import type { AccountRow, Tables } from "../store/store.ts";
import { endFriendship } from "./contacts.ts";
import { requireAnotherAdmin } from "./last-admin.ts";
import { dropPicture } from "./pictures.ts";
import { requireSamePassword } from "./require-password.ts";
import { removeMember } from "./room-members.ts";
import { closeForOthers } from "./sleep.ts";

/**
 * Deletes an account for good, in one transaction: its messages are emptied wherever they stand, its memberships end, and
 * every row that speaks of it goes. Messages of others are untouched. The username is free again.
 */
export async function deleteAccount(context: Context, account: AccountRow): Promise<Refusal | null> {
  const now = context.now();
  const deleted = await context.store.write(async (tables) => {
    // Conversations before accounts, as everybody who comes and goes takes them.
    for (const id of (await tables.messages.conversationsOf(account.id)).sort()) await tables.conversations.lock(id);
    const row = await requireSamePassword(tables, account);
    if (row instanceof Refusal) return row;
    const refusal = await requireAnotherAdmin(tables.accounts, row);
    if (refusal) return refusal;
    const left = await leaveEverywhere(tables, account, now);
    left.push(...(await emptyMessages(tables, account, now)));
    for (const other of await tables.contacts.ids(account.id)) {
      left.push(...(await endFriendship(tables, account.id, { other, delete_history: true })));
    }
    left.push(...(await closeForOthers(tables, account.id)));
    await tables.accounts.purge(account.id);
    return { left, pictures: [row.picture, row.picture_small] };
  });
  if (deleted instanceof Refusal) return deleted;
  for (const event of deleted.left) context.emit(event);
  context.cut({ kind: "person", person: account.id, reason: "signed_out" });
  await dropPicture({ blobs: context.blobs, usesPicture: context.store.read.accounts.usesPicture }, deleted.pictures);
  return null;
}

async function leaveEverywhere(tables: Tables, { id }: AccountRow, now: number): Promise<DomainEvent[]> {
  const events: DomainEvent[] = [];
  for (const { conversation } of await tables.members.listFor(id)) {
    const ending = await removeMember(tables, { conversation: conversation.id, person: id, actor: null, now });
    events.push(...(ending?.events ?? []));
  }
  return events;
}

/** Also the name goes, from the notices of everywhere they have ever come, done something, or left. */
async function emptyMessages(tables: Tables, { id }: AccountRow, at: number): Promise<DomainEvent[]> {
  const events: DomainEvent[] = [];
  for (const conversation of await tables.messages.conversationsOf(id)) {
    const rev = await tables.conversations.nextRev(conversation);
    await tables.messages.purgeSender(conversation, id, { rev, at });
    events.push({ event: "messages.purged", data: { conversation, rev, sender: id, at } });
  }
  return events;
}
