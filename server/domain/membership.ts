import type { ConversationId, PersonId } from "#protocol/ids.ts";
import type { Context } from "../context.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Membership } from "./show-conversations.ts";

/** The gate of everything inside a conversation: strangers cannot tell it from one that does not exist. */
export async function requireMembership(context: Context, id: ConversationId, person: PersonId): Promise<Membership | Refusal> {
  const member = await context.store.read.members.get(id, person);
  const conversation = member && (await context.store.read.conversations.get(id));
  return member && conversation ? { member, conversation } : refuse("conversation_not_found", { field: "conversation" });
}
