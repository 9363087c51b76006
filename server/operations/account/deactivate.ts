import { tellContacts } from "../../domain/contacts.ts";
import { announceSessionEnd } from "../../domain/end-session.ts";
import { requireAnotherAdmin } from "../../domain/last-admin.ts";
import { requirePassword } from "../../domain/require-password.ts";
import { Refusal } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("account.deactivate", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const account = await requirePassword(context, caller, { auth: input.auth, field: "auth" });
    if (account instanceof Refusal) return account;
    const now = context.now();
    const ended = await context.store.write(async ({ accounts, sessions }) => {
      const refusal = await requireAnotherAdmin(accounts, account);
      if (refusal) return refusal;
      await accounts.update(caller.id, { deactivated_at: now });
      return sessions.revokeAll(caller.id, now);
    });
    if (ended instanceof Refusal) return ended;
    for (const session of ended) announceSessionEnd(context, caller.id, session);
    await tellContacts(context, { ...account, deactivated_at: now });
    return {};
  },
});
