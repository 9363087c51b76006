import { requireRoomRole, settingsChanged } from "../../domain/rooms.ts";
import { Refusal } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("room.lock", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const allowed = await requireRoomRole(context, input.conversation, { person: caller.id, role: "moderator" });
    if (allowed instanceof Refusal) return allowed;
    const events = await context.store.write(async (tables) => {
      await tables.rooms.update(input.conversation, { locked: input.locked });
      return settingsChanged(tables, input.conversation);
    });
    for (const event of events) context.emit(event);
    return {};
  },
});
