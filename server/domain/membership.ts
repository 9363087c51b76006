import type { ConversationId, PersonId } from "#protocol/ids.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { ConversationRow, MemberRow, Tables } from "../store/store.ts";

export interface Membership {
  member: MemberRow;
  conversation: ConversationRow;
}

/** The gate of everything inside a conversation: strangers cannot tell it from one that does not exist. */
export async function requireMembership(tables: Tables, id: ConversationId, person: PersonId): Promise<Membership | Refusal> {
  const member = await tables.members.get(id, person);
  const conversation = member && (await tables.conversations.get(id));
  return member && conversation ? { member, conversation } : refuse("conversation_not_found", { field: "conversation" });
}

/**
 * The same gate inside the transaction of what it allows, which it holds open against everybody else: nobody is taken out,
 * banned or given another role between the check and the change.
 */
export async function lockMembership(tables: Tables, id: ConversationId, person: PersonId): Promise<Membership | Refusal> {
  await tables.conversations.lock(id);
  return requireMembership(tables, id, person);
}
