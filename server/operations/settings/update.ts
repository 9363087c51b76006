import { changeAccount } from "../../domain/change-account.ts";
import { Refusal } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("settings.update", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const account = await changeAccount(context, caller.id, ({ settings }) => ({ settings: { ...settings, ...input } }));
    return account instanceof Refusal ? account : account.settings;
  },
});
