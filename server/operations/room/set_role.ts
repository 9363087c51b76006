import { changeRole, requireRoomRole, requireSubject } from "../../domain/rooms.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("room.set_role", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const allowed = await requireRoomRole(context, input.conversation, { person: caller.id, role: "owner" });
    if (allowed instanceof Refusal) return allowed;
    const subject = await requireSubject(context, allowed, input.person);
    if (subject instanceof Refusal) return subject;
    // A guest's powers end at reading and writing.
    if (subject.person_kind === "guest" && input.role !== "member") return refuse("needs_account", { field: "person" });
    if (subject.role === input.role) return {};
    const { conversation } = input;
    const events = await context.store.write(async (tables) => {
      const changed = await changeRole(tables, { conversation, person: input.person, role: input.role, now: context.now() });
      if (input.role !== "owner") return changed;
      return [
        ...changed,
        ...(await changeRole(tables, { conversation, person: caller.id, role: "moderator", now: context.now() })),
      ];
    });
    for (const event of events) context.emit(event);
    return {};
  },
});
