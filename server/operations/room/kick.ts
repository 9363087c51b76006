import { expel } from "../../domain/expel.ts";
import { requireRoomRole, requireSubject } from "../../domain/rooms.ts";
import { Refusal } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("room.kick", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const allowed = await requireRoomRole(context, input.conversation, { person: caller.id, role: "moderator" });
    if (allowed instanceof Refusal) return allowed;
    const subject = await requireSubject(context, allowed, input.person);
    if (subject instanceof Refusal) return subject;
    await expel(context, { conversation: input.conversation, subject, actor: caller, bans: [] });
    return {};
  },
});
