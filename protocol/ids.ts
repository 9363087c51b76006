import { z } from "zod";

/** Ids are opaque to clients. The server makes them as UUIDv7 text, so that they sort by time. */
const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);

export const accountId = uuid.brand<"AccountId">();
export const guestId = uuid.brand<"GuestId">();
export const sessionId = uuid.brand<"SessionId">();
export const conversationId = uuid.brand<"ConversationId">();
export const messageId = uuid.brand<"MessageId">();
export const friendRequestId = uuid.brand<"FriendRequestId">();

export type AccountId = z.infer<typeof accountId>;
export type GuestId = z.infer<typeof guestId>;
export type SessionId = z.infer<typeof sessionId>;
export type ConversationId = z.infer<typeof conversationId>;
export type MessageId = z.infer<typeof messageId>;
export type FriendRequestId = z.infer<typeof friendRequestId>;

/** Someone who can be a member of a conversation. */
export type PersonId = AccountId | GuestId;
export const personId = z.union([accountId, guestId]);

/** The client-made id of a message: unique per sender, so that a retry is harmless. */
export const mid = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);
export type Mid = z.infer<typeof mid>;

/** Milliseconds since 1970 UTC. */
export const time = z.int().nonnegative();
/** Position in a conversation; 0 is "before the first message". */
export const seq = z.int().nonnegative();
/** Version of a conversation or of a personal feed. */
export const rev = z.int().nonnegative();
