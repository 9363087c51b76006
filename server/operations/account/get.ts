import { showOwnAccount } from "../../domain/own-account.ts";
import { refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("account.get", {
  who: "account",
  kind: "reads",
  async run(context, { caller }) {
    const account = await context.store.read.accounts.get(caller.id);
    return account ? showOwnAccount(account) : refuse("session_expired");
  },
});
