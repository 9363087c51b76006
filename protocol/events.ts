import { z } from "zod";
import { conversationId, friendRequestId, personId, rev, seq, sessionId, time } from "./ids.ts";
import { ownAccount } from "./objects/account.ts";
import { contact, friendRequest } from "./objects/contact.ts";
import { conversation, conversationSettings, member } from "./objects/conversation.ts";
import { message } from "./objects/message.ts";
import { presence } from "./objects/person.ts";

/**
 * What the server tells clients without being asked. Three classes:
 * - durable in a conversation: `data` has `conversation` and `rev`, gapless per conversation;
 * - durable in the personal feed: `data` has `feed_rev`, gapless per account;
 * - passing (presence, typing, read marks): no rev; the next resume carries the state.
 */
export const events = {
  // Durable in a conversation
  "message.created": message,
  "message.changed": message,
  "member.joined": z.object({ conversation: conversationId, rev, member, member_count: z.int() }),
  "member.changed": z.object({ conversation: conversationId, rev, member }),
  "member.left": z.object({ conversation: conversationId, rev, id: personId, member_count: z.int() }),
  /** The account is gone: its messages in the conversation were emptied and deleted at this time, its name was taken out of notices. */
  "messages.purged": z.object({ conversation: conversationId, rev, sender: personId, at: time }),
  "conversation.changed": z.object({ conversation: conversationId, rev, settings: conversationSettings }),

  // Durable in the personal feed
  "conversation.added": z.object({ feed_rev: rev, conversation }),
  "conversation.removed": z.object({
    feed_rev: rev,
    conversation: conversationId,
    reason: z.enum(["left", "removed", "deleted"]),
  }),
  "friend.requested": z.object({ feed_rev: rev, request: friendRequest }),
  /** Taken back, rejected, or gone with an account that was deleted or put to sleep; waking, it is `friend.requested` again. */
  "friend.closed": z.object({ feed_rev: rev, request: friendRequestId }),
  "friend.accepted": z.object({ feed_rev: rev, request: friendRequestId, contact }),
  "contact.changed": z.object({ feed_rev: rev, contact }),
  "contact.removed": z.object({ feed_rev: rev, id: personId, delete_history: z.boolean() }),
  "block.changed": z.object({ feed_rev: rev, id: personId, blocked: z.boolean() }),
  "account.changed": z.object({ feed_rev: rev, account: ownAccount }),

  // Passing
  "receipt.changed": z.object({ conversation: conversationId, id: personId, read_seq: seq, unread: z.int().nullable() }),
  /** One person began (or goes on) or stopped. Whoever is not heard of for `typing_expires_ms` has stopped. */
  "typing.changed": z.object({
    conversation: conversationId,
    person: z.object({ id: personId, name: z.string() }),
    typing: z.boolean(),
  }),
  /** Presence of contacts. */
  "presence.changed": z.object({ people: z.array(presence) }),
  /** How many are here now, and that it may be others: who they are, `conversation.members` tells to who looks. */
  "conversation.presence": z.object({ conversation: conversationId, online_count: z.int() }),
  /** Events may have been lost between nodes: call `sync.resume` with the cursor, after a random wait of up to 2 s. */
  "sync.lost": z.object({ at: time }),
  "session.revoked": z.object({ session: sessionId }),
  notice: z.object({ kind: z.literal("sign_in"), text: z.string(), at: time }),
};

export type EventName = keyof typeof events;
export type EventData<N extends EventName> = z.output<(typeof events)[N]>;
/** An event as it travels: `{"event": "message.created", "data": {…}}`. */
export type ParlorEvent = { [N in EventName]: { event: N; data: EventData<N> } }[EventName];
