import { deleteConversation, requireRoomRole } from "../../domain/rooms.ts";
import { Refusal } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("room.delete", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const allowed = await requireRoomRole(context, input.conversation, { person: caller.id, role: "owner" });
    if (allowed instanceof Refusal) return allowed;
    await deleteConversation(context, input.conversation);
    return {};
  },
});
