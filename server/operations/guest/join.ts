import { openRoomDoor } from "../../domain/enter-room.ts";
import { admitGuest, newGuest, refuseNickname } from "../../domain/guest-session.ts";
import { addMember } from "../../domain/rooms.ts";
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
    const visitor = { kind: "visitor", address: caller.address } as const;
    const room = await openRoomDoor(context, visitor, input);
    if (room instanceof Refusal) return room;
    const guest = newGuest(context, room.conversation_id, input.nickname);
    const events = await context.store.write(async (tables) => {
      const refusal = await refuseNickname(tables, room.conversation_id, guest.name);
      if (refusal) return refusal;
      await tables.guests.insert(guest);
      const person = { id: guest.id, kind: "guest", name: guest.name } as const;
      return addMember(tables, {
        conversation: room.conversation_id,
        person,
        role: "member",
        now: context.now(),
        from: room.history_from,
      });
    });
    if (events instanceof Refusal) return events;
    if (!events) return refuse("room_not_found", { field: "code" });
    return admitGuest(context, { guest, events, http, address: caller.address, delivery: input.delivery });
  },
});
