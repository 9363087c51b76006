import { announceEnding } from "../../domain/announce-ending.ts";
import { removeMember } from "../../domain/room-members.ts";
import { changeRoom, requireSubject } from "../../domain/rooms.ts";
import { Refusal } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("room.kick", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input: { conversation, person } }) {
    const claim = { conversation, person: caller.id, role: "moderator" } as const;
    const ending = await changeRoom(context, claim, async (tables, membership) => {
      const subject = await requireSubject(tables, membership, person);
      if (subject instanceof Refusal) return subject;
      return removeMember(tables, { conversation, person, actor: caller, now: context.now() });
    });
    if (ending instanceof Refusal) return ending;
    if (ending) announceEnding(context, ending);
    return {};
  },
});
