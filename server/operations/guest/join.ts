import { openRoomDoor, passRoomDoor } from "../../domain/enter-room.ts";
import { admitGuest, newGuest, refuseNickname } from "../../domain/guest-session.ts";
import { addMember } from "../../domain/room-members.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";
import { requireHttp } from "../require-http.ts";

export default defineOperation("guest.join", {
  who: "visitor",
  kind: "changes",
  door: "http",
  async run(context, call) {
    const { input, caller } = call;
    const http = requireHttp(call);
    if (!context.config.allow_guests) return refuse("guests_closed");
    // Also who is signed in comes as a guest here.
    const visitor = { kind: "visitor", address: caller.address } as const;
    const door = await openRoomDoor(context, visitor, input);
    if (door instanceof Refusal) return door;
    return admitGuest(context, { http, address: caller.address, delivery: input.delivery }, async (tables) => {
      const room = await passRoomDoor(tables, visitor, door);
      if (room instanceof Refusal) return room;
      const { conversation_id: conversation } = room;
      const guest = newGuest(context, conversation, input.nickname);
      const refusal = await refuseNickname(tables, conversation, guest.name);
      if (refusal) return refusal;
      await tables.guests.insert(guest);
      const person = { id: guest.id, kind: "guest", name: guest.name } as const;
      const arrival = await addMember(tables, { conversation, person, role: "member", now: context.now() });
      return arrival ? { guest, arrival } : refuse("room_not_found", { field: "code" });
    });
  },
});
