import type { ConversationId } from "#protocol/ids.ts";
import { limits } from "#protocol/limits.ts";
import type { Presence } from "#protocol/objects/person.ts";
import type { SyncCursor } from "#protocol/operations/conversation.ts";
import type { Context } from "../../context.ts";
import { changesAfter } from "../../domain/changes.ts";
import { type Membership, showConversations } from "../../domain/show-conversations.ts";
import { refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("sync.resume", {
  who: "guest",
  kind: "changes",
  door: "socket",
  async run(context, { caller, input, socket }) {
    if (!socket) return refuse("socket_only");
    await socket.follow(conversationIds(await context.store.read.members.listFor(caller.id)));
    // Read only after the subscription holds: whatever is committed later arrives as an event.
    const account = caller.kind === "account" ? await context.store.read.accounts.get(caller.id) : null;
    const memberships = await context.store.read.members.listFor(caller.id);
    // A membership that ended between the two reads must not leave a subscription behind.
    await socket.follow(conversationIds(memberships));
    const shown = await showConversations(context, caller.id, memberships);
    const changes = await Promise.all(memberships.map((membership) => missed(context, membership, input.cursor)));

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
      presence: await presenceOfSmall(context, memberships),
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

/** Who is here in the conversations small enough to show each person. */
async function presenceOfSmall(context: Context, memberships: readonly Membership[]): Promise<Presence[]> {
  const small = memberships.filter(({ conversation }) => conversation.member_count <= limits.small_conversation);
  const people = await Promise.all(small.map(({ conversation }) => context.presence.people(conversation.id)));
  const states = await context.presence.states([...new Set(people.flat())]);
  return [...states].map(([id, state]) => ({ id: id as Presence["id"], state, last_seen_at: null }));
}
