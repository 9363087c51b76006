import { limits } from "#protocol/limits.ts";
import type { ConversationChanges } from "#protocol/objects/conversation.ts";
import type { Context } from "../context.ts";
import type { Membership } from "./show-conversations.ts";

/** What a member missed of a conversation above a rev; a `reset` when it is too much to list. */
export async function changesAfter(
  context: Context,
  { member, conversation }: Membership,
  rev: number,
): Promise<ConversationChanges> {
  if (rev > conversation.rev) return { kind: "reset", rev: conversation.rev };
  const messages = await context.store.read.messages.changedAfter(conversation.id, rev, {
    limit: limits.delta_messages + 1,
    from_seq: member.history_from_seq,
  });
  if (messages.length > limits.delta_messages) return { kind: "reset", rev: conversation.rev };
  // A change committed between the two reads belongs to this answer, and the rev must say so.
  const last = messages.at(-1);
  return { kind: "delta", rev: Math.max(conversation.rev, last?.rev ?? 0), messages };
}
