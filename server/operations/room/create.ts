import type { ConversationId } from "#protocol/ids.ts";
import { announceJoin } from "../../domain/announce-join.ts";
import { hashRoomPassword, makeRoom } from "../../domain/make-room.ts";
import { showOneConversation } from "../../domain/show-conversations.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("room.create", {
  who: "account",
  kind: "changes",
  rate: "room_create",
  async run(context, { caller, input }) {
    const password_hash = await hashRoomPassword(context, input.password);
    if (password_hash instanceof Refusal) return password_hash;
    const owner = { id: caller.id, kind: "account", name: caller.name } as const;
    const id = Bun.randomUUIDv7() as ConversationId;
    const arrival = await context.store.write((tables) =>
      makeRoom(tables, { id, wanted: input, password_hash, owner, now: context.now() }),
    );
    await announceJoin(context, { person: caller.id, conversation: id, arrival });
    return (await showOneConversation(context, id, caller.id)) ?? refuse("conversation_not_found");
  },
});
