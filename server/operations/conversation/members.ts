import { memberPage } from "../../domain/member-page.ts";
import { requireMembership } from "../../domain/membership.ts";
import { Refusal } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("conversation.members", {
  who: "guest",
  kind: "reads",
  async run(context, { caller, input }) {
    const membership = await requireMembership(context, input.conversation, caller.id);
    if (membership instanceof Refusal) return membership;
    const page = await memberPage(context, membership.conversation, input);
    // Presence is mutual: who hides their own sees nobody's.
    if (page instanceof Refusal || caller.kind !== "account" || !caller.hides_presence) return page;
    return { ...page, members: page.members.map((member) => ({ ...member, presence: "offline" as const })) };
  },
});
