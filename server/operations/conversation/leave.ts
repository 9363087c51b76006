import { requireMembership } from "../../domain/membership.ts";
import { endGuest, handOver, removeMember } from "../../domain/rooms.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("conversation.leave", {
  who: "guest",
  kind: "changes",
  async run(context, { caller, input }) {
    const { conversation } = input;
    const membership = await requireMembership(context, conversation, caller.id);
    if (membership instanceof Refusal) return membership;
    if (membership.conversation.kind !== "room") return refuse("cannot_leave", { field: "conversation" });
    const now = context.now();
    const subject = { ...membership.member, name: caller.name };
    const events = await context.store.write(async (tables) => {
      const left = await removeMember(tables, { conversation, subject, actor: null, now });
      const handed = left && subject.role === "owner" ? await handOver(tables, conversation, now) : [];
      return [...(left ?? []), ...handed];
    });
    for (const event of events) context.emit(event);
    if (caller.kind === "guest") await endGuest(context, caller.id);
    return {};
  },
});
