import { pageInOneAnswer } from "../../domain/bytes.ts";
import { requireMembership } from "../../domain/membership.ts";
import { Refusal } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("conversation.history", {
  who: "guest",
  kind: "reads",
  async run(context, { caller, input }) {
    const membership = await requireMembership(context.store.read, input.conversation, caller.id);
    if (membership instanceof Refusal) return membership;
    const page = await context.store.read.messages.history(input.conversation, {
      before: input.before_seq,
      after: input.after_seq,
      around: input.around_seq,
      limit: input.limit,
      from_seq: membership.member.history_from_seq,
    });
    return pageInOneAnswer(page, input.after_seq ?? input.around_seq ?? input.before_seq);
  },
});
