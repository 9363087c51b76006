import { lazy } from "../../ui/lazy.tsx";
import { roomDialog } from "./room-dialogs.ts";

const InviteDialog = lazy(() => import("./InviteDialog.tsx").then((module) => module.InviteDialog));
const LeaveRoomDialog = lazy(() => import("./LeaveRoomDialog.tsx").then((module) => module.LeaveRoomDialog));
const NewRoomDialog = lazy(() => import("./NewRoomDialog.tsx").then((module) => module.NewRoomDialog));
const JoinRoomDialog = lazy(() => import("./JoinRoomDialog.tsx").then((module) => module.JoinRoomDialog));
const UpgradeDialog = lazy(() => import("./UpgradeDialog.tsx").then((module) => module.UpgradeDialog));

/** Whichever dialog about rooms is open. */
export function RoomDialogs() {
  const dialog = roomDialog.value;
  switch (dialog?.kind) {
    case "invite":
      return <InviteDialog conversation={dialog.conversation} />;
    case "leave":
      return <LeaveRoomDialog conversation={dialog.conversation} />;
    case "new":
      return <NewRoomDialog />;
    case "join":
      return <JoinRoomDialog />;
    case "upgrade":
      return <UpgradeDialog />;
    default:
      return null;
  }
}
