import { showOwnAccount } from "../../domain/own-account.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("account.update", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const changed = await context.store.write(async ({ accounts }) => {
      if ((await accounts.update(caller.id, input)) === "email_taken") return refuse("email_taken", { field: "email" });
      const feed_rev = await accounts.nextFeedRev(caller.id);
      const row = await accounts.get(caller.id);
      return row ? { feed_rev, account: showOwnAccount(row) } : refuse("session_expired");
    });
    if (changed instanceof Refusal) return changed;
    context.emit({ event: "account.changed", data: changed, owner: caller.id });
    return changed.account;
  },
});
