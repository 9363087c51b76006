import { announceEnding } from "../../domain/announce-ending.ts";
import { changeRoom, deleteConversation } from "../../domain/rooms.ts";
import { Refusal } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("room.delete", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input: { conversation } }) {
    const claim = { conversation, person: caller.id, role: "owner" } as const;
    const ending = await changeRoom(context, claim, (tables) => deleteConversation(tables, conversation, context.now()));
    if (ending instanceof Refusal) return ending;
    announceEnding(context, ending);
    return {};
  },
});
