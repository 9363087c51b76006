import { requirePassword, requireSamePassword } from "../../domain/require-password.ts";
import { beginTotp } from "../../domain/totp.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("account.setup_totp", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const account = await requirePassword(context, caller, { auth: input.auth, field: "auth" });
    if (account instanceof Refusal) return account;
    const { totp, secret, uri } = beginTotp(context, account);
    const refusal = await context.store.write(async (tables) => {
      const row = await requireSamePassword(tables, account);
      if (row instanceof Refusal) return row;
      // Also one that was turned on a moment ago: it must not be replaced by one that does not count yet.
      if (row.totp?.confirmed_at != null) return refuse("totp_on");
      await tables.accounts.update(caller.id, { totp });
      return null;
    });
    return refusal ?? { secret, uri };
  },
});
