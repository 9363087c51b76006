import { defineOperation } from "../operation.ts";

export default defineOperation("auth.prelogin", {
  who: "visitor",
  kind: "reads",
  door: "http",
  async run(context, { input }) {
    const account = await context.store.read.accounts.findByLogin(input.login);
    // Made for both, so that neither the answer nor its time tells whether the login exists.
    const decoy = context.passwords.decoyKdf(input.login);
    return { kdf: account?.kdf ?? decoy };
  },
});
