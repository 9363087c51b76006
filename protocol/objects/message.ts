import { z } from "zod";
import { conversationId, messageId, mid, personId, rev, seq, time } from "../ids.ts";

export const sender = z.discriminatedUnion("kind", [
  /** `picture` as in Person. A name that is empty: the account is deleted. */
  z.object({ kind: z.literal("account"), id: personId, name: z.string(), picture: z.string().nullable() }),
  z.object({ kind: z.literal("guest"), id: personId, name: z.string() }),
  z.object({ kind: z.literal("system"), id: z.null(), name: z.literal("") }),
]);
export type Sender = z.infer<typeof sender>;

/** What happened, told by the server. Only the server makes these, so no name or text can forge one. */
export const notice = z.object({
  kind: z.enum(["joined_server", "joined", "left", "removed", "renamed", "role_changed"]),
  subject: z.object({ id: personId, name: z.string() }).nullable(),
  actor: z.object({ id: personId, name: z.string() }).nullable(),
  value: z.string().nullable(),
});
export type Notice = z.infer<typeof notice>;

const textBody = z.object({ text: z.string() });
const systemBody = z.object({ notice });

const common = {
  id: messageId,
  conversation: conversationId,
  seq,
  /** The conversation's rev at the last change of this message. */
  rev,
  mid,
  sender,
  reply_to: messageId.nullable(),
  edited_at: time.nullable(),
  deleted_at: time.nullable(),
  created_at: time,
};

/** A message as everyone receives it. */
export const message = z.discriminatedUnion("type", [
  z.object({ ...common, type: z.literal("text"), body: textBody }),
  z.object({ ...common, type: z.literal("system"), body: systemBody }),
]);
export type Message = z.infer<typeof message>;
export type TextMessage = Extract<Message, { type: "text" }>;
export type SystemMessage = Extract<Message, { type: "system" }>;
