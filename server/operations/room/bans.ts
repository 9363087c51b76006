import { requireRoomRole } from "../../domain/rooms.ts";
import { Refusal } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("room.bans", {
  who: "account",
  kind: "reads",
  async run(context, { caller, input }) {
    const { read } = context.store;
    const allowed = await requireRoomRole(read, input.conversation, { person: caller.id, role: "moderator" });
    if (allowed instanceof Refusal) return allowed;
    const rows = await read.bans.list(input.conversation);
    return { bans: rows.map(({ id, kind, name, by_name, created_at }) => ({ id, kind, name, by: by_name, created_at })) };
  },
});
