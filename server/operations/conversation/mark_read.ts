import { requireMembership } from "../../domain/membership.ts";
import { countUnread } from "../../domain/show-conversations.ts";
import { Refusal } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("conversation.mark_read", {
  who: "guest",
  kind: "changes",
  async run(context, { caller, input }) {
    const membership = await requireMembership(context.store.read, input.conversation, caller.id);
    if (membership instanceof Refusal) return membership;
    const read_seq = await context.store.write(({ members }) => members.markRead(input.conversation, caller.id, input.seq));
    const unread = await countUnread(context, caller.id, { ...membership.member, read_seq }, membership.conversation);
    if (read_seq > membership.member.read_seq) {
      context.emit({
        event: "receipt.changed",
        owner: caller.id,
        data: { conversation: input.conversation, id: caller.id, read_seq, unread },
      });
    }
    return { read_seq, unread };
  },
});
