import { isOldEnough } from "#protocol/age.ts";
import { changeAccount } from "../../domain/change-account.ts";
import { refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("account.update", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    if (input.birth_date && !isOldEnough(input.birth_date, context.now())) return refuse("too_young", { field: "birth_date" });
    return changeAccount(context, caller.id, input);
  },
});
