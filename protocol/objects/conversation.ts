import { z } from "zod";
import { conversationId, rev, seq, time } from "../ids.ts";
import { message } from "./message.ts";
import { person, presenceState } from "./person.ts";
import { roomSettings } from "./room.ts";

export const conversationKind = z.enum(["lobby", "room", "direct", "group"]);
export type ConversationKind = z.infer<typeof conversationKind>;

export const memberRole = z.enum(["owner", "moderator", "member"]);
export type MemberRole = z.infer<typeof memberRole>;

/** What is true of a conversation for everyone in it; the data of `conversation.changed`. */
export const conversationSettings = z.object({
  id: conversationId,
  kind: conversationKind,
  /** Fixed when the conversation is made: true only for `direct` and `group`. */
  encrypted: z.boolean(),
  name: z.string(),
  /** Null for other kinds. */
  room: roomSettings.nullable(),
  created_at: time,
});
export type ConversationSettings = z.infer<typeof conversationSettings>;

/** A conversation as one member sees it. */
export const conversation = conversationSettings.extend({
  seq,
  rev,
  member_count: z.int().nonnegative(),
  online_count: z.int().nonnegative(),
  role: memberRole,
  /** The caller has read up to here, on any device. */
  read_seq: seq,
  /** Messages of others after `read_seq`, counted up to 1,000. */
  unread: z.int().nonnegative(),
  last_message: message.nullable(),
});
export type Conversation = z.infer<typeof conversation>;

export const member = z.object({
  person,
  role: memberRole,
  presence: presenceState,
  joined_at: time,
});
export type Member = z.infer<typeof member>;

/**
 * What changed in a conversation above a rev. `delta`: every message whose rev is above the one asked for, by rev;
 * `reset`: too much changed to list, so drop what is cached and read history anew.
 */
export const conversationChanges = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("delta"), rev, messages: z.array(message) }),
  z.object({ kind: z.literal("reset"), rev }),
]);
export type ConversationChanges = z.infer<typeof conversationChanges>;
