// Generated from the files of this folder by scripts/generate-registry.ts.
import accountChangePassword from "./account/change_password.ts";
import accountConfirmTotp from "./account/confirm_totp.ts";
import accountDeactivate from "./account/deactivate.ts";
import accountDelete from "./account/delete.ts";
import accountDisableTotp from "./account/disable_totp.ts";
import accountExport from "./account/export.ts";
import accountGet from "./account/get.ts";
import accountRemovePicture from "./account/remove_picture.ts";
import accountSetPicture from "./account/set_picture.ts";
import accountSetupTotp from "./account/setup_totp.ts";
import accountUpdate from "./account/update.ts";
import authLogin from "./auth/login.ts";
import authLogout from "./auth/logout.ts";
import authPrelogin from "./auth/prelogin.ts";
import authRefresh from "./auth/refresh.ts";
import authRegister from "./auth/register.ts";
import authTicket from "./auth/ticket.ts";
import contactBlock from "./contact/block.ts";
import contactBlocked from "./contact/blocked.ts";
import contactList from "./contact/list.ts";
import contactRemove from "./contact/remove.ts";
import contactUnblock from "./contact/unblock.ts";
import conversationGet from "./conversation/get.ts";
import conversationHistory from "./conversation/history.ts";
import conversationLeave from "./conversation/leave.ts";
import conversationList from "./conversation/list.ts";
import conversationMarkRead from "./conversation/mark_read.ts";
import conversationMembers from "./conversation/members.ts";
import conversationTyping from "./conversation/typing.ts";
import conversationUpdate from "./conversation/update.ts";
import friendAccept from "./friend/accept.ts";
import friendCancel from "./friend/cancel.ts";
import friendList from "./friend/list.ts";
import friendReject from "./friend/reject.ts";
import friendRequest from "./friend/request.ts";
import guestCreateRoom from "./guest/create_room.ts";
import guestGet from "./guest/get.ts";
import guestJoin from "./guest/join.ts";
import guestUpgrade from "./guest/upgrade.ts";
import messageGetChanges from "./message/get_changes.ts";
import messageSend from "./message/send.ts";
import type { Operation } from "./operation.ts";
import presenceSet from "./presence/set.ts";
import roomBan from "./room/ban.ts";
import roomBans from "./room/bans.ts";
import roomCreate from "./room/create.ts";
import roomDelete from "./room/delete.ts";
import roomJoin from "./room/join.ts";
import roomKick from "./room/kick.ts";
import roomList from "./room/list.ts";
import roomLock from "./room/lock.ts";
import roomRotateCode from "./room/rotate_code.ts";
import roomSetRole from "./room/set_role.ts";
import roomUnban from "./room/unban.ts";
import serverGet from "./server/get.ts";
import sessionList from "./session/list.ts";
import sessionRevoke from "./session/revoke.ts";
import settingsUpdate from "./settings/update.ts";
import syncResume from "./sync/resume.ts";
import userGet from "./user/get.ts";
import userSearch from "./user/search.ts";

/** Every operation by its name on the wire. */
export const registry: ReadonlyMap<string, Operation> = new Map(
  [
    accountChangePassword,
    accountConfirmTotp,
    accountDeactivate,
    accountDelete,
    accountDisableTotp,
    accountExport,
    accountGet,
    accountRemovePicture,
    accountSetPicture,
    accountSetupTotp,
    accountUpdate,
    authLogin,
    authLogout,
    authPrelogin,
    authRefresh,
    authRegister,
    authTicket,
    contactBlock,
    contactBlocked,
    contactList,
    contactRemove,
    contactUnblock,
    conversationGet,
    conversationHistory,
    conversationLeave,
    conversationList,
    conversationMarkRead,
    conversationMembers,
    conversationTyping,
    conversationUpdate,
    friendAccept,
    friendCancel,
    friendList,
    friendReject,
    friendRequest,
    guestCreateRoom,
    guestGet,
    guestJoin,
    guestUpgrade,
    messageGetChanges,
    messageSend,
    presenceSet,
    roomBan,
    roomBans,
    roomCreate,
    roomDelete,
    roomJoin,
    roomKick,
    roomList,
    roomLock,
    roomRotateCode,
    roomSetRole,
    roomUnban,
    serverGet,
    sessionList,
    sessionRevoke,
    settingsUpdate,
    syncResume,
    userGet,
    userSearch,
  ].map((operation) => [operation.name, operation as unknown as Operation]),
);
