import { newRoomCode } from "../../domain/enter-room.ts";
import { changeRoom, settingsChanged } from "../../domain/rooms.ts";
import { Refusal } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("room.rotate_code", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const { conversation: id } = input;
    const claim = { conversation: id, person: caller.id, role: "moderator" } as const;
    const rotated = await changeRoom(context, claim, async (tables, { conversation, room }) => {
      let code = newRoomCode();
      while (!(await tables.rooms.setCode(id, code))) code = newRoomCode();
      // A room without a name of its own is called by its code.
      if (conversation.name === room.code) await tables.conversations.update(id, { name: code });
      return { code, events: await settingsChanged(tables, id) };
    });
    if (rotated instanceof Refusal) return rotated;
    for (const event of rotated.events) context.emit(event);
    return { code: rotated.code };
  },
});
