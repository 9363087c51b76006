import { limits } from "#protocol/limits.ts";
import { requireMembership } from "../../domain/membership.ts";
import { Refusal } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("conversation.typing", {
  who: "guest",
  kind: "changes",
  async run(context, { caller, input }) {
    const membership = await requireMembership(context.store.read, input.conversation, caller.id);
    if (membership instanceof Refusal) return membership;
    // In a large room every keystroke would be told to everyone, and nobody could read who it was.
    if (membership.conversation.member_count > limits.small_conversation) return {};
    context.emit({
      event: "typing.changed",
      data: { conversation: input.conversation, person: { id: caller.id, name: caller.name }, typing: input.typing },
    });
    return {};
  },
});
