import { announceSessionEnd } from "../../domain/end-session.ts";
import { refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("session.revoke", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input, http }) {
    const now = context.now();
    if (input.session === "others") {
      const ended = await context.store.write((tables) => tables.sessions.revokeAll(caller.id, now, caller.session));
      for (const id of ended) announceSessionEnd(context, caller.id, id);
      return {};
    }
    const { session: id } = input;
    const session = await context.store.read.sessions.get(id);
    // Someone else's session must look like one that does not exist.
    if (session?.person_id !== caller.id) return refuse("not_found", { field: "session" });
    const isEnded = await context.store.write((tables) => tables.sessions.revoke(id, now));
    if (isEnded) announceSessionEnd(context, caller.id, id);
    if (id === caller.session) http?.clearSessionCookies();
    return {};
  },
});
