import { addressBlock } from "../../address.ts";
import { changeAccount } from "../../domain/change-account.ts";
import { checkCode, newRecoveryCodes, spendCode } from "../../domain/totp.ts";
import { takeRate } from "../../rates.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("account.confirm_totp", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const limited = await takeRate(context, "login", `totp:${caller.id}:${addressBlock(caller.address)}`);
    if (limited) return limited;
    const account = await context.store.read.accounts.get(caller.id);
    if (!account?.totp) return refuse("totp_off");
    if (account.totp.confirmed_at !== null) return refuse("totp_on");
    const right = await checkCode(context, account.totp, input.code);
    if (right instanceof Refusal) return refuse(right.code, { field: "code" });
    const { codes, hashes } = newRecoveryCodes();
    const changed = await changeAccount(context, caller.id, ({ totp }) => {
      if (totp?.confirmed_at != null) return refuse("totp_on");
      const spent = spendCode(totp, right);
      if (spent instanceof Refusal) return refuse(spent.code, { field: "code" });
      return { totp: { ...spent, confirmed_at: context.now(), recovery: hashes } };
    });
    return changed instanceof Refusal ? changed : { recovery_codes: codes };
  },
});
