import { changeRoom } from "../../domain/rooms.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("room.unban", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input: { conversation, ban } }) {
    const claim = { conversation, person: caller.id, role: "moderator" } as const;
    const isLifted = await changeRoom(context, claim, ({ bans }) => bans.remove(conversation, ban));
    if (isLifted instanceof Refusal) return isLifted;
    return isLifted ? {} : refuse("not_found", { field: "ban" });
  },
});
