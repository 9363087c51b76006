import { DoorOpen, UserRoundPlus } from "lucide";
import type { OwnGuest } from "#protocol/objects/room.ts";
import { text } from "../../text/text.ts";
import { Icon } from "../../ui/Icon.tsx";
import { openRoomDialog, type RoomDialog } from "./room-dialogs.ts";

/** What a guest does instead of settings and signing out. */
export function GuestMenuItems({ guest, close }: { guest: OwnGuest; close: () => void }) {
  const words = text().rooms;
  const open = (dialog: RoomDialog) => {
    close();
    openRoomDialog(dialog);
  };
  return (
    <>
      <button type="button" class="menu-item" onClick={() => open({ kind: "upgrade" })}>
        <Icon icon={UserRoundPlus} />
        {words.make_account}
      </button>
      <button type="button" class="menu-item" onClick={() => open({ kind: "leave", conversation: guest.room })}>
        <Icon icon={DoorOpen} />
        {words.leave}
      </button>
    </>
  );
}
