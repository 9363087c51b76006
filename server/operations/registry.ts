// Generated from the files of this folder by scripts/generate-registry.ts.
import accountChangePassword from "./account/change_password.ts";
import accountGet from "./account/get.ts";
import accountUpdate from "./account/update.ts";
import authLogin from "./auth/login.ts";
import authLogout from "./auth/logout.ts";
import authPrelogin from "./auth/prelogin.ts";
import authRefresh from "./auth/refresh.ts";
import authRegister from "./auth/register.ts";
import authTicket from "./auth/ticket.ts";
import conversationGet from "./conversation/get.ts";
import conversationHistory from "./conversation/history.ts";
import conversationList from "./conversation/list.ts";
import conversationMarkRead from "./conversation/mark_read.ts";
import conversationMembers from "./conversation/members.ts";
import conversationTyping from "./conversation/typing.ts";
import messageGetChanges from "./message/get_changes.ts";
import messageSend from "./message/send.ts";
import type { Operation } from "./operation.ts";
import presenceSet from "./presence/set.ts";
import serverGet from "./server/get.ts";
import sessionList from "./session/list.ts";
import sessionRevoke from "./session/revoke.ts";
import syncResume from "./sync/resume.ts";

/** Every operation by its name on the wire. */
export const registry: ReadonlyMap<string, Operation> = new Map(
  [
    accountChangePassword,
    accountGet,
    accountUpdate,
    authLogin,
    authLogout,
    authPrelogin,
    authRefresh,
    authRegister,
    authTicket,
    conversationGet,
    conversationHistory,
    conversationList,
    conversationMarkRead,
    conversationMembers,
    conversationTyping,
    messageGetChanges,
    messageSend,
    presenceSet,
    serverGet,
    sessionList,
    sessionRevoke,
    syncResume,
  ].map((operation) => [operation.name, operation as unknown as Operation]),
);
