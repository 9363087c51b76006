import { deleteAccount } from "../../domain/delete-account.ts";
import { requirePassword } from "../../domain/require-password.ts";
import { Refusal } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("account.delete", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const account = await requirePassword(context, caller, { auth: input.auth, field: "auth" });
    if (account instanceof Refusal) return account;
    const refusal = await deleteAccount(context, account);
    return refusal ?? {};
  },
});
