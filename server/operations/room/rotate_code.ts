import { newRoomCode } from "../../domain/enter-room.ts";
import { requireRoomRole, settingsChanged } from "../../domain/rooms.ts";
import { Refusal } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("room.rotate_code", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const allowed = await requireRoomRole(context, input.conversation, { person: caller.id, role: "moderator" });
    if (allowed instanceof Refusal) return allowed;
    const { code, events } = await context.store.write(async (tables) => {
      let code = newRoomCode();
      while (!(await tables.rooms.setCode(input.conversation, code))) code = newRoomCode();
      // A room without a name of its own is called by its code.
      if (allowed.conversation.name === allowed.room.code) await tables.conversations.update(input.conversation, { name: code });
      return { code, events: await settingsChanged(tables, input.conversation) };
    });
    for (const event of events) context.emit(event);
    return { code };
  },
});
