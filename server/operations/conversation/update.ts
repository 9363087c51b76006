import { changeRoom, requireRoomRole, settingsChanged } from "../../domain/rooms.ts";
import { showOneConversation } from "../../domain/show-conversations.ts";
import { tellNotice } from "../../domain/tell-notice.ts";
import { takeRate } from "../../rates.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("conversation.update", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const { conversation, name, slow_mode_s, password, ...settings } = input;
    // Moderators keep order; what the room is belongs to its owner.
    const isOrder = name === undefined && password === undefined && Object.values(settings).every((value) => value === undefined);
    const claim = { conversation, person: caller.id, role: isOrder ? "moderator" : "owner" } as const;
    // Asked before as well, so that nobody else has a password hashed.
    const allowed = await requireRoomRole(context.store.read, conversation, claim);
    if (allowed instanceof Refusal) return allowed;
    const limited = password == null ? null : await takeRate(context, "room_password_set", caller.id);
    if (limited) return limited;
    const password_hash = password == null ? password : await context.passwords.hash(password);
    if (password_hash instanceof Refusal) return password_hash;

    const events = await changeRoom(context, claim, async (tables, before) => {
      await tables.conversations.update(conversation, {
        ...(name !== undefined && { name }),
        ...(slow_mode_s !== undefined && { slow_mode_s }),
      });
      await tables.rooms.update(conversation, { ...settings, ...(password_hash !== undefined && { password_hash }) });
      const changed = await settingsChanged(tables, conversation);
      if (name === undefined || name === before.conversation.name) return changed;
      const actor = { id: caller.id, name: caller.name };
      const notice = { kind: "renamed", subject: null, actor, value: name } as const;
      return [...changed, ...(await tellNotice(tables, { conversation, notice, now: context.now() }))];
    });
    if (events instanceof Refusal) return events;
    for (const event of events) context.emit(event);
    return (
      (await showOneConversation(context, conversation, caller.id)) ?? refuse("conversation_not_found", { field: "conversation" })
    );
  },
});
