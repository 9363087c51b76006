import { z } from "zod";
import { conversationId, messageId, mid, rev, seq, time } from "../ids.ts";
import { limits } from "../limits.ts";
import { ownAccount } from "../objects/account.ts";
import { contact, friendRequest } from "../objects/contact.ts";
import { conversation, conversationChanges, member } from "../objects/conversation.ts";
import { message } from "../objects/message.ts";
import { presence } from "../objects/person.ts";
import { dmPolicy } from "../objects/settings.ts";
import { isStorable } from "../text.ts";
import { contract, done, nothing } from "./contract.ts";

const historyLimit = z.coerce.number().int().min(1).max(limits.history_page.max).default(limits.history_page.default);
const membersLimit = z.coerce.number().int().min(1).max(limits.members_page.max).default(limits.members_page.default);
const seqParam = z.coerce.number().int().nonnegative();

export const conversationOperations = {
  "conversation.list": contract(
    "The caller's conversations, last active first.",
    nothing,
    z.object({ conversations: z.array(conversation) }),
  ),
  "conversation.get": contract("One conversation of the caller.", z.strictObject({ conversation: conversationId }), conversation),
  "conversation.history": contract(
    "A page of messages in order of seq: before, after or around a position; without one, the latest.",
    z
      .strictObject({
        conversation: conversationId,
        before_seq: seqParam.optional(),
        after_seq: seqParam.optional(),
        around_seq: seqParam.optional(),
        limit: historyLimit,
      })
      .refine(
        (input) => [input.before_seq, input.after_seq, input.around_seq].filter((value) => value !== undefined).length <= 1,
        "Give one of before_seq, after_seq and around_seq",
      ),
    z.object({ messages: z.array(message), has_before: z.boolean(), has_after: z.boolean() }),
  ),
  "conversation.members": contract(
    "A page of members, those online first, then by name.",
    z.strictObject({ conversation: conversationId, cursor: z.string().max(256).optional(), limit: membersLimit }),
    z.object({
      members: z.array(member),
      next_cursor: z.string().nullable(),
      member_count: z.int().nonnegative(),
      online_count: z.int().nonnegative(),
    }),
  ),
  "conversation.mark_read": contract(
    "The caller has read up to this position. Never moves backwards; told to the caller's other devices.",
    z.strictObject({ conversation: conversationId, seq }),
    z.object({ read_seq: seq, unread: z.int().nonnegative() }),
  ),
  "conversation.typing": contract(
    "The caller is typing (repeat every few seconds) or has stopped. Ignored above 100 members.",
    z.strictObject({ conversation: conversationId, typing: z.boolean() }),
    done,
  ),
};

export const messageOperations = {
  "message.send": contract(
    "Send a message. Acknowledged only once it is committed to disk; the same mid again returns the first result.",
    z.strictObject({
      conversation: conversationId,
      mid,
      body: z.strictObject({ text: z.string().refine(isStorable, "Text must be well-formed Unicode without NUL") }),
      reply_to: messageId.optional(),
    }),
    z.object({ id: messageId, seq, rev, created_at: time }),
  ),
  "message.get_changes": contract(
    "What changed in a conversation above a rev, for closing a gap.",
    z.strictObject({ conversation: conversationId, after_rev: z.coerce.number().int().nonnegative() }),
    conversationChanges,
  ),
};

/** What a client knows: the rev of its personal feed and of each conversation it holds. */
export const syncCursor = z.strictObject({ feed: rev, conversations: z.record(conversationId, rev) });
export type SyncCursor = z.infer<typeof syncCursor>;

export const syncOperations = {
  "sync.resume": contract(
    "Subscribe this socket and catch up: what changed since the cursor, or everything without one. Events are gapless from here on.",
    z.strictObject({ cursor: syncCursor.nullable() }),
    z.object({
      kind: z.enum(["snapshot", "delta"]),
      cursor: syncCursor,
      /** Every conversation of the caller; `changes` is null where nothing changed (and in a snapshot). */
      conversations: z.array(z.object({ conversation, changes: conversationChanges.nullable() })),
      /** The personal lists, whole; null when the cursor's feed is up to date, and for guests. */
      account: ownAccount.nullable(),
      contacts: z.array(contact).nullable(),
      friend_requests: z.array(friendRequest).nullable(),
      /** Presence of contacts; who is missing is offline, and nothing is said of when they were last here. */
      presence: z.array(presence),
    }),
  ),
  "presence.set": contract(
    "Whether the person at this socket is active or has been away.",
    z.strictObject({ state: z.enum(["online", "idle"]) }),
    done,
  ),
};

export const serverOperations = {
  "server.get": contract(
    "What a client needs before sign-in: name, policies and limits of this server.",
    nothing,
    z.object({
      name: z.string(),
      version: z.string(),
      protocol: z.literal(1),
      registration: z.enum(["open", "closed"]),
      /** True until the first account exists, which becomes the administrator. */
      needs_admin: z.boolean(),
      lobby: z.boolean(),
      guests: z.boolean(),
      /** Who may write to a person in private, unless they have chosen for themselves. */
      dm_policy: dmPolicy,
      password_policy: z.object({
        min_length: z.int(),
        upper: z.boolean(),
        lower: z.boolean(),
        digit: z.boolean(),
        special: z.boolean(),
      }),
      limits: z.object({ message_max_length: z.int(), file_max_bytes: z.int(), picture_max_bytes: z.int() }),
    }),
  ),
};
