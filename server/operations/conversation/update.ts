import { requireRoomRole, settingsChanged } from "../../domain/rooms.ts";
import { showOneConversation } from "../../domain/show-conversations.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("conversation.update", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const { conversation, name, slow_mode_s, password, ...settings } = input;
    // Moderators keep order; what the room is belongs to its owner.
    const isOrder = name === undefined && password === undefined && Object.values(settings).every((value) => value === undefined);
    const allowed = await requireRoomRole(context, conversation, { person: caller.id, role: isOrder ? "moderator" : "owner" });
    if (allowed instanceof Refusal) return allowed;
    const password_hash = password == null ? password : await context.passwords.hash(password);
    if (password_hash instanceof Refusal) return password_hash;

    const events = await context.store.write(async (tables) => {
      await tables.conversations.update(conversation, {
        ...(name !== undefined && { name }),
        ...(slow_mode_s !== undefined && { slow_mode_s }),
      });
      await tables.rooms.update(conversation, { ...settings, ...(password_hash !== undefined && { password_hash }) });
      return settingsChanged(tables, conversation);
    });
    for (const event of events) context.emit(event);
    return (
      (await showOneConversation(context, conversation, caller.id)) ?? refuse("conversation_not_found", { field: "conversation" })
    );
  },
});
