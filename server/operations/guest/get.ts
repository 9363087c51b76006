import type { GuestId } from "#protocol/ids.ts";
import { showOwnGuest } from "../../domain/guest-session.ts";
import { refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("guest.get", {
  who: "guest",
  kind: "reads",
  async run(context, { caller }) {
    const guest = await context.store.read.guests.get(caller.id as GuestId);
    return guest ? showOwnGuest(guest) : refuse("not_found");
  },
});
