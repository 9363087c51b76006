import { announceJoin } from "../../domain/announce-join.ts";
import { openRoomDoor, passRoomDoor } from "../../domain/enter-room.ts";
import { addMember, roleAtTheDoor } from "../../domain/room-members.ts";
import { showOneConversation } from "../../domain/show-conversations.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("room.join", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const known = await context.store.read.rooms.findByCode(input.code);
    const joined = known && (await showOneConversation(context, known.conversation_id, caller.id));
    if (joined) return joined;
    const door = await openRoomDoor(context, caller, input);
    if (door instanceof Refusal) return door;
    const entered = await context.store.write(async (tables) => {
      const room = await passRoomDoor(tables, caller, door);
      if (room instanceof Refusal) return room;
      const conversation = room.conversation_id;
      const role = await roleAtTheDoor(tables, { conversation, kind: "account" });
      const person = { id: caller.id, kind: "account", name: caller.name } as const;
      return { conversation, arrival: await addMember(tables, { conversation, person, role, now: context.now() }) };
    });
    if (entered instanceof Refusal) return entered;
    const { conversation, arrival } = entered;
    if (arrival) await announceJoin(context, { person: caller.id, conversation, arrival });
    return (await showOneConversation(context, conversation, caller.id)) ?? refuse("room_not_found", { field: "code" });
  },
});
