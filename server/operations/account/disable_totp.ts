import { changeAccount } from "../../domain/change-account.ts";
import { requirePassword } from "../../domain/require-password.ts";
import { checkCode, spendCode } from "../../domain/totp.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("account.disable_totp", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const account = await requirePassword(context, caller, { auth: input.auth, field: "auth" });
    if (account instanceof Refusal) return account;
    if (account.totp?.confirmed_at == null) return refuse("totp_off");
    const right = await checkCode(context, account.totp, input.code);
    if (right instanceof Refusal) return refuse(right.code, { field: "code" });
    const changed = await changeAccount(context, caller.id, ({ totp }) => {
      const spent = spendCode(totp, right);
      return spent instanceof Refusal ? refuse(spent.code, { field: "code" }) : { totp: null };
    });
    return changed instanceof Refusal ? changed : {};
  },
});
