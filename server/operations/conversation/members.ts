import { memberPage } from "../../domain/member-page.ts";
import { requireMembership } from "../../domain/membership.ts";
import { Refusal } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("conversation.members", {
  who: "guest",
  kind: "reads",
  async run(context, { caller, input }) {
    const membership = await requireMembership(context.store.read, input.conversation, caller.id);
    if (membership instanceof Refusal) return membership;
    return memberPage(context, membership.conversation, { ...input, viewer: caller });
  },
});
