import type { z } from "zod";
import { accountOperations, authOperations } from "./auth.ts";
import { conversationOperations, messageOperations, serverOperations, syncOperations } from "./conversation.ts";
import { peopleOperations } from "./people.ts";
import { guestOperations, roomOperations } from "./room.ts";
import { sessionOperations } from "./session.ts";

/** Every operation on the wire: its name, what it takes and what it gives. The server's registry has one file for each. */
export const operations = {
  ...serverOperations,
  ...authOperations,
  ...accountOperations,
  ...sessionOperations,
  ...conversationOperations,
  ...messageOperations,
  ...roomOperations,
  ...guestOperations,
  ...peopleOperations,
  ...syncOperations,
};

export type Operations = typeof operations;
export type OperationName = keyof Operations;
/** What a caller sends. */
export type Input<N extends OperationName> = z.input<Operations[N]["input"]>;
/** What the operation's function receives, parsed and with defaults filled in. */
export type ParsedInput<N extends OperationName> = z.output<Operations[N]["input"]>;
export type Output<N extends OperationName> = z.output<Operations[N]["output"]>;
