import { addressBlock } from "../../address.ts";
import { announceSessionEnd } from "../../domain/end-session.ts";
import { takeRate } from "../../rates.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("account.change_password", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    // Who got hold of an open session must not be able to try passwords through it.
    const limited = await takeRate(context, "login", `${caller.id}:${addressBlock(caller.address)}`);
    if (limited) return limited;
    const account = await context.store.read.accounts.get(caller.id);
    if (!account) return refuse("session_expired");
    const wrong = refuse("wrong_credentials", { field: "old_auth", message: "The old password is wrong." });
    const verdict = await context.passwords.verify(input.old_auth, account.auth_hash);
    if (verdict instanceof Refusal) return verdict;
    if (verdict === "mismatch") return wrong;
    // A salt used twice would show that a password was set again.
    if (input.kdf.salt === account.kdf.salt)
      return refuse("invalid_input", { field: "kdf.salt", message: "A new password needs a new salt." });
    const auth_hash = await context.passwords.hash(input.auth);
    if (auth_hash instanceof Refusal) return auth_hash;

    const ended = await context.store.write(async ({ accounts, sessions }) => {
      // Of two changes at once the second one no longer knows the password.
      if ((await accounts.get(caller.id))?.auth_hash !== account.auth_hash) return wrong;
      await accounts.update(caller.id, { auth_hash, kdf: input.kdf });
      return input.keep_other_sessions ? [] : sessions.revokeAll(caller.id, context.now(), caller.session);
    });
    if (ended instanceof Refusal) return ended;
    for (const session of ended) announceSessionEnd(context, caller.id, session);
    return { id: caller.id };
  },
});
