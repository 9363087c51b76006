import { announceJoin } from "../../domain/announce-join.ts";
import { openRoomDoor } from "../../domain/enter-room.ts";
import { addMember } from "../../domain/rooms.ts";
import { showOneConversation } from "../../domain/show-conversations.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("room.join", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const room = await openRoomDoor(context, caller, input);
    if (room instanceof Refusal) return room;
    const person = { id: caller.id, kind: "account", name: caller.name } as const;
    const { conversation_id: conversation, history_from: from } = room;
    const events = await context.store.write((tables) =>
      addMember(tables, { conversation, person, role: "member", now: context.now(), from }),
    );
    if (events) await announceJoin(context, { person: caller.id, conversation, events });
    return (await showOneConversation(context, conversation, caller.id)) ?? refuse("room_not_found", { field: "code" });
  },
});
