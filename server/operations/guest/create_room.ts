import type { ConversationId } from "#protocol/ids.ts";
import { admitGuest, newGuest, refuseNickname } from "../../domain/guest-session.ts";
import { hashRoomPassword, makeRoom } from "../../domain/make-room.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";
import { requireHttp } from "../require-http.ts";

export default defineOperation("guest.create_room", {
  who: "visitor",
  kind: "changes",
  door: "http",
  rate: "room_create",
  async run(context, call) {
    const { input, caller } = call;
    const http = requireHttp(call);
    if (!context.config.allow_guests) return refuse("guests_closed");
    const password_hash = await hashRoomPassword(context, input.password);
    if (password_hash instanceof Refusal) return password_hash;
    return admitGuest(context, { http, address: caller.address, delivery: input.delivery }, async (tables) => {
      const id = Bun.randomUUIDv7() as ConversationId;
      const guest = newGuest(context, id, input.nickname);
      const refusal = await refuseNickname(tables, id, guest.name);
      if (refusal) return refusal;
      await tables.guests.insert(guest);
      const owner = { id: guest.id, kind: "guest", name: guest.name } as const;
      const wanted = { ...input, guests: true, listed: false };
      return { guest, arrival: await makeRoom(tables, { id, wanted, password_hash, owner, now: context.now() }) };
    });
  },
});
