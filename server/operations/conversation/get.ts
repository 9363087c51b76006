import { requireMembership } from "../../domain/membership.ts";
import { showConversations } from "../../domain/show-conversations.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("conversation.get", {
  who: "guest",
  kind: "reads",
  async run(context, { caller, input }) {
    const membership = await requireMembership(context.store.read, input.conversation, caller.id);
    if (membership instanceof Refusal) return membership;
    const [conversation] = await showConversations(context, caller.id, [membership]);
    return conversation ?? refuse("conversation_not_found");
  },
});
