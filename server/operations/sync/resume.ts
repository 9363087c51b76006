import type { ConversationId } from "#protocol/ids.ts";
import type { SyncCursor } from "#protocol/operations/conversation.ts";
import type { Context } from "../../context.ts";
import { changesAfter, inOneAnswer } from "../../domain/changes.ts";
import { listContacts, listRequests } from "../../domain/contacts.ts";
import type { Membership } from "../../domain/membership.ts";
import { showOwnAccount } from "../../domain/own-account.ts";
import { showConversations } from "../../domain/show-conversations.ts";
import { refuse } from "../../refusal.ts";
import type { AccountRow } from "../../store/store.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("sync.resume", {
  who: "guest",
  kind: "changes",
  door: "socket",
  rate: "resume",
  async run(context, { caller, input, socket }) {
    if (!socket) return refuse("socket_only");
    await socket.follow(conversationIds(await context.store.read.members.listFor(caller.id)));
    const followed = socket.followed();
    // Read only after the subscription holds: whatever is committed later arrives as an event.
    const account = caller.kind === "account" ? await context.store.read.accounts.get(caller.id) : null;
    const memberships = await context.store.read.members.listFor(caller.id);
    const current = conversationIds(memberships);
    await socket.follow(current);
    // A membership that had ended by the second read must not leave a subscription behind. One that began after it is not
    // in this list either, and keeps the subscription that came with its news.
    socket.unfollow(followed.filter((id) => !current.includes(id)));
    const shown = await showConversations(context, caller.id, memberships);
    const changes = inOneAnswer(await Promise.all(memberships.map((membership) => missed(context, membership, input.cursor))));

    const revs: SyncCursor["conversations"] = {};
    memberships.forEach(({ conversation }, index) => {
      const rev = Math.max(conversation.rev, changes[index]?.rev ?? 0);
      revs[conversation.id] = rev;
      socket.startAt(conversation.id, rev);
    });
    return {
      kind: input.cursor ? ("delta" as const) : ("snapshot" as const),
      cursor: { feed: account?.feed_rev ?? 0, conversations: revs },
      conversations: shown.map((conversation, index) => ({ conversation, changes: changes[index] ?? null })),
      ...(await personal(context, account, input.cursor)),
    };
  },
});

function conversationIds(memberships: readonly Membership[]): string[] {
  return memberships.map(({ conversation }) => conversation.id);
}

async function missed(context: Context, membership: Membership, cursor: SyncCursor | null) {
  const rev = cursor?.conversations[membership.conversation.id as ConversationId];
  if (rev === undefined || rev === membership.conversation.rev) return null;
  return changesAfter(context, membership, rev);
}

/** The personal lists, whole, when the cursor does not have them; presence always, for it has no rev. */
async function personal(context: Context, account: AccountRow | null, cursor: SyncCursor | null) {
  if (!account) return { account: null, contacts: null, friend_requests: null, presence: [] };
  const contacts = await listContacts(context, account);
  const presence = contacts
    .filter(({ presence, last_seen_at }) => presence !== "offline" || last_seen_at !== null)
    .map(({ person, presence, last_seen_at }) => ({ id: person.id, state: presence, last_seen_at }));
  if (cursor?.feed === account.feed_rev) return { account: null, contacts: null, friend_requests: null, presence };
  return { account: showOwnAccount(account), contacts, friend_requests: await listRequests(context, account.id), presence };
}
