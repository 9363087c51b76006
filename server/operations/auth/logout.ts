import { announceSessionEnd } from "../../domain/end-session.ts";
import { defineOperation } from "../operation.ts";
import { requireHttp } from "../require-http.ts";

export default defineOperation("auth.logout", {
  // Also without a session: a browser whose access has lapsed still wants its cookies gone.
  who: "visitor",
  kind: "changes",
  door: "http",
  async run(context, call) {
    const { caller } = call;
    requireHttp(call).clearSessionCookies();
    if (caller.kind === "visitor") return {};
    const isEnded = await context.store.write((tables) => tables.sessions.revoke(caller.session, context.now()));
    if (isEnded) announceSessionEnd(context, caller.id, caller.session);
    return {};
  },
});
