import type { ConversationId } from "#protocol/ids.ts";
import { useParlor } from "../../parlor-context.ts";
import { navigate } from "../../router/router.ts";
import { text } from "../../text/text.ts";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { closeRoomDialog } from "./room-dialogs.ts";

/** Asks before leaving, and says what that means for this person and for the room. */
export function LeaveRoomDialog({ conversation }: { conversation: ConversationId }) {
  const parlor = useParlor();
  const words = text().rooms;
  const summary = parlor.conversations.value.find(({ id }) => id === conversation);
  if (!summary) return null;
  const { id, name, role, room, member_count } = summary;
  const isGuest = parlor.guest.value !== null;

  return (
    <ConfirmDialog
      title={words.leave_title(name)}
      confirm={words.leave}
      danger
      run={() => parlor.leaveRoom(id)}
      onDone={() => navigate({ kind: "home" }, { replace: true })}
      onClose={closeRoomDialog}
    >
      <p>{isGuest ? words.leave_guest : words.leave_member}</p>
      {role === "owner" && member_count > 1 && <p>{words.leave_owner}</p>}
      {room?.retention === "session" && <p>{words.leave_session}</p>}
    </ConfirmDialog>
  );
}
