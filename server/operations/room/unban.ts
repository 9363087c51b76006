import { requireRoomRole } from "../../domain/rooms.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("room.unban", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const allowed = await requireRoomRole(context, input.conversation, { person: caller.id, role: "moderator" });
    if (allowed instanceof Refusal) return allowed;
    const isLifted = await context.store.write(({ bans }) => bans.remove(input.conversation, input.ban));
    return isLifted ? {} : refuse("not_found", { field: "ban" });
  },
});
