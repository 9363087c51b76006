import type { OperationName } from "./operations/index.ts";

/** The operations that only read: over HTTP they are GET with their input in the query; all others are POST. */
export const reads: ReadonlySet<OperationName> = new Set<OperationName>([
  "server.get",
  "auth.prelogin",
  "account.get",
  "session.list",
  "conversation.list",
  "conversation.get",
  "conversation.history",
  "conversation.members",
  "message.get_changes",
  "room.bans",
  "room.list",
  "guest.get",
  "user.search",
  "user.get",
  "friend.list",
  "contact.list",
  "contact.blocked",
  "account.export",
]);
