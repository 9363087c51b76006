import type { ConversationId } from "#protocol/ids.ts";

/** Where a reader left a conversation: this message's row at this distance from the top of the list. */
export interface Place {
  seq: number;
  offset: number;
}

const key = "parlor.places";

function read(): Record<string, Place> {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "{}") as Record<string, Place>;
  } catch {
    return {};
  }
}

/** The place kept in this tab, through a reload and through back and forward. None for who left at the latest message. */
export function placeIn(conversation: ConversationId): Place | null {
  return read()[conversation] ?? null;
}

export function keepPlace(conversation: ConversationId, place: Place | null): void {
  const places = read();
  if (place) places[conversation] = place;
  else delete places[conversation];
  try {
    sessionStorage.setItem(key, JSON.stringify(places));
  } catch {
    // Without storage the list opens at the first unread or the latest message.
  }
}
