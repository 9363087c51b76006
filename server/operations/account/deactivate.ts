import { announceSessionEnd } from "../../domain/end-session.ts";
import { requireAnotherAdmin } from "../../domain/last-admin.ts";
import { requirePassword, requireSamePassword } from "../../domain/require-password.ts";
import { fallAsleep, lockForSleep, tellSleep } from "../../domain/sleep.ts";
import { Refusal } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("account.deactivate", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const account = await requirePassword(context, caller, { auth: input.auth, field: "auth" });
    if (account instanceof Refusal) return account;
    const now = context.now();
    const done = await context.store.write(async (tables) => {
      await lockForSleep(tables, caller.id);
      const row = await requireSamePassword(tables, account);
      if (row instanceof Refusal) return row;
      const refusal = await requireAnotherAdmin(tables.accounts, row);
      if (refusal) return refusal;
      return { sleep: await fallAsleep(tables, row, now), ended: await tables.sessions.revokeAll(caller.id, now) };
    });
    if (done instanceof Refusal) return done;
    for (const session of done.ended) announceSessionEnd(context, caller.id, session);
    await tellSleep(context, done.sleep);
    return {};
  },
});
