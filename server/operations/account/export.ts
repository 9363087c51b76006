import type { Message } from "#protocol/objects/message.ts";
import { listContacts, listRequests } from "../../domain/contacts.ts";
import { showOwnAccount } from "../../domain/own-account.ts";
import { showConversations } from "../../domain/show-conversations.ts";
import { refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

/** Messages of a conversation looked through at a time, so that the loop is never blocked for long. */
const stretch = 2_000;

export default defineOperation("account.export", {
  who: "account",
  kind: "reads",
  rate: "account_export",
  async run(context, { caller }) {
    const { store } = context;
    const account = await store.read.accounts.get(caller.id);
    if (!account) return refuse("session_expired");
    const messages: Message[] = [];
    for (const conversation of await store.read.conversations.getMany(await store.read.messages.conversationsOf(caller.id))) {
      for (let after_seq = 0; after_seq < conversation.seq; after_seq += stretch) {
        const up_to_seq = after_seq + stretch;
        messages.push(...(await store.read.messages.bySender(conversation.id, caller.id, { after_seq, up_to_seq })));
        await Bun.sleep(0);
      }
    }
    const sessions = await store.read.sessions.listActive(caller.id, context.now());
    return {
      exported_at: context.now(),
      account: showOwnAccount(account),
      sessions: sessions.map(({ user_agent, address, created_at, used_at }) => ({ user_agent, address, created_at, used_at })),
      contacts: await listContacts(context, account),
      friend_requests: await listRequests(context, caller.id),
      blocked: (await store.read.blocks.list(caller.id)).map(({ blocked_id, created_at }) => ({ id: blocked_id, created_at })),
      conversations: await showConversations(context, caller.id, await store.read.members.listFor(caller.id)),
      messages,
    };
  },
});
