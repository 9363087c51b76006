import { changeRoom, settingsChanged } from "../../domain/rooms.ts";
import { Refusal } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("room.lock", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input: { conversation, locked } }) {
    const claim = { conversation, person: caller.id, role: "moderator" } as const;
    const events = await changeRoom(context, claim, async (tables) => {
      await tables.rooms.update(conversation, { locked });
      return settingsChanged(tables, conversation);
    });
    if (events instanceof Refusal) return events;
    for (const event of events) context.emit(event);
    return {};
  },
});
