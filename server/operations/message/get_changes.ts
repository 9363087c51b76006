import { changesAfter } from "../../domain/changes.ts";
import { requireMembership } from "../../domain/membership.ts";
import { Refusal } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("message.get_changes", {
  who: "guest",
  kind: "reads",
  async run(context, { caller, input }) {
    const membership = await requireMembership(context.store.read, input.conversation, caller.id);
    if (membership instanceof Refusal) return membership;
    return changesAfter(context, membership, input.after_rev);
  },
});
