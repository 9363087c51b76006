import { announceEnding } from "../../domain/announce-ending.ts";
import { lockMembership } from "../../domain/membership.ts";
import { removeMember } from "../../domain/room-members.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("conversation.leave", {
  who: "guest",
  kind: "changes",
  async run(context, { caller, input: { conversation } }) {
    const ending = await context.store.write(async (tables) => {
      const membership = await lockMembership(tables, conversation, caller.id);
      if (membership instanceof Refusal) return membership;
      if (membership.conversation.kind !== "room") return refuse("cannot_leave", { field: "conversation" });
      return removeMember(tables, { conversation, person: caller.id, actor: null, now: context.now() });
    });
    if (ending instanceof Refusal) return ending;
    if (ending) announceEnding(context, ending);
    return {};
  },
});
