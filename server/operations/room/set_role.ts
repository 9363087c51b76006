import { changeRole } from "../../domain/room-members.ts";
import { changeRoom, requireSubject } from "../../domain/rooms.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("room.set_role", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input: { conversation, person, role } }) {
    const claim = { conversation, person: caller.id, role: "owner" } as const;
    const events = await changeRoom(context, claim, async (tables, membership) => {
      const subject = await requireSubject(tables, membership, person);
      if (subject instanceof Refusal) return subject;
      // A guest's powers end at reading and writing.
      if (subject.person_kind === "guest" && role !== "member") return refuse("needs_account", { field: "person" });
      if (subject.role === role) return [];
      const change = { conversation, actor: caller, now: context.now() };
      // First, since a room has one owner at any time.
      const stepDown = role === "owner" ? await changeRole(tables, { ...change, person: caller.id, role: "moderator" }) : [];
      return [...stepDown, ...(await changeRole(tables, { ...change, person, role }))];
    });
    if (events instanceof Refusal) return events;
    for (const event of events) context.emit(event);
    return {};
  },
});
