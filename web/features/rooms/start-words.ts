import type { Conversation } from "#protocol/objects/conversation.ts";
import { text } from "../../text/text.ts";

/** What stands above the first message that somebody may read. */
export function startWords({ name, room, role }: Conversation): string {
  const words = text();
  // Its owner was there from the beginning.
  if (room?.history_from === "join" && role !== "owner") return words.rooms.start_joined;
  return room?.retention === "session" ? words.rooms.start_session(name) : words.messages.start(name);
}
