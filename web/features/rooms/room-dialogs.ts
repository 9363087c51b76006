import { signal } from "@preact/signals";
import type { ConversationId } from "#protocol/ids.ts";

/** The dialogs about rooms that may be opened from several places. At most one is open. */
export type RoomDialog =
  | { kind: "invite"; conversation: ConversationId }
  | { kind: "leave"; conversation: ConversationId }
  | { kind: "new" }
  | { kind: "join" }
  | { kind: "upgrade" };

export const roomDialog = signal<RoomDialog | null>(null);

export function openRoomDialog(dialog: RoomDialog): void {
  roomDialog.value = dialog;
}

export function closeRoomDialog(): void {
  roomDialog.value = null;
}
