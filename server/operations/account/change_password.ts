import { announceSessionEnd } from "../../domain/end-session.ts";
import { requirePassword } from "../../domain/require-password.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("account.change_password", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const account = await requirePassword(context, caller, { auth: input.old_auth, field: "old_auth" });
    if (account instanceof Refusal) return account;
    // A salt used twice would show that a password was set again.
    if (input.kdf.salt === account.kdf.salt)
      return refuse("invalid_input", { field: "kdf.salt", message: "A new password needs a new salt." });
    const auth_hash = await context.passwords.hash(input.auth);
    if (auth_hash instanceof Refusal) return auth_hash;

    const ended = await context.store.write(async ({ accounts, sessions }) => {
      // Of two changes at once the second one no longer knows the password.
      if ((await accounts.get(caller.id))?.auth_hash !== account.auth_hash)
        return refuse("wrong_credentials", { field: "old_auth" });
      await accounts.update(caller.id, { auth_hash, kdf: input.kdf });
      return input.keep_other_sessions ? [] : sessions.revokeAll(caller.id, context.now(), caller.session);
    });
    if (ended instanceof Refusal) return ended;
    for (const session of ended) announceSessionEnd(context, caller.id, session);
    return { id: caller.id };
  },
});
