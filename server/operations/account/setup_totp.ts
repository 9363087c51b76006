import { requirePassword } from "../../domain/require-password.ts";
import { beginTotp } from "../../domain/totp.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("account.setup_totp", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const account = await requirePassword(context, caller, { auth: input.auth, field: "auth" });
    if (account instanceof Refusal) return account;
    if (account.totp?.confirmed_at != null) return refuse("totp_on");
    const { totp, secret, uri } = beginTotp(context, account);
    await context.store.write(({ accounts }) => accounts.update(caller.id, { totp }));
    return { secret, uri };
  },
});
