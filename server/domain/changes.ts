import { limits } from "#protocol/limits.ts";
import type { ConversationChanges } from "#protocol/objects/conversation.ts";
import type { Context } from "../context.ts";
import { bytesOf } from "./bytes.ts";
import type { Membership } from "./membership.ts";

/** What a member missed of a conversation above a rev; a `reset` when it is too much to list, or to read at once. */
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
  const newest = Math.max(conversation.rev, last?.rev ?? 0);
  return bytesOf(messages) > limits.answer_bytes ? { kind: "reset", rev: newest } : { kind: "delta", rev: newest, messages };
}

/**
 * What one answer can carry of these: a `reset` in place of each delta that no longer fits. A frame too long for its
 * reader's backlog would cost them the socket, and again every new one that resumes from the same cursor.
 */
export function inOneAnswer(changes: readonly (ConversationChanges | null)[]): (ConversationChanges | null)[] {
  let left = limits.answer_bytes;
  return changes.map((change) => {
    if (change?.kind !== "delta") return change;
    const bytes = bytesOf(change.messages);
    if (bytes > left) return { kind: "reset", rev: change.rev };
    left -= bytes;
    return change;
  });
}
