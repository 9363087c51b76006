/**
 * The tables of `store.ts` in portable SQL: one file for each noun, the same for both engines. What differs between them is
 * handed in as `Dialect`.
 */
import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";
import type { MessageTable, Tables } from "../store.ts";
import { accountTable } from "./accounts.ts";
import { banTable } from "./bans.ts";
import { blockTable } from "./blocks.ts";
import { contactTable } from "./contacts.ts";
import { conversationTable } from "./conversations.ts";
import type { Dialect } from "./dialect.ts";
import { friendRequestTable } from "./friend-requests.ts";
import { guestTable } from "./guests.ts";
import { memberTable } from "./members.ts";
import { messageTable } from "./messages.ts";
import { roomTable } from "./rooms.ts";
import { sessionTable } from "./sessions.ts";

/** `append` is the engine's own: the same code as its hot way. */
export function tablesOver(db: Kysely<Schema>, dialect: Dialect, append: MessageTable["append"]): Tables {
  return {
    accounts: accountTable(db, dialect),
    sessions: sessionTable(db),
    conversations: conversationTable(db, dialect),
    members: memberTable(db),
    messages: messageTable(db, append),
    rooms: roomTable(db),
    guests: guestTable(db),
    bans: banTable(db),
    friendRequests: friendRequestTable(db),
    contacts: contactTable(db),
    blocks: blockTable(db),
  };
}
