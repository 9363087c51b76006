import { showConversations } from "../../domain/show-conversations.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("conversation.list", {
  who: "guest",
  kind: "reads",
  async run(context, { caller }) {
    const memberships = await context.store.read.members.listFor(caller.id);
    return { conversations: await showConversations(context, caller.id, memberships) };
  },
});
