import { foldUsername } from "#protocol/names.ts";
import { addressBlock } from "../../address.ts";
import { describeDevice } from "../../domain/describe-device.ts";
import { showOwnAccount } from "../../domain/own-account.ts";
import { deliverTokens, newSession } from "../../domain/sessions.ts";
import { takeRate } from "../../rates.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";
import { requireHttp } from "../require-http.ts";

export default defineOperation("auth.login", {
  who: "visitor",
  kind: "changes",
  door: "http",
  async run(context, call) {
    const { input, caller } = call;
    const http = requireHttp(call);
    const block = addressBlock(caller.address);
    // By what was typed and not by the account it leads to: sharing a bucket would tell whose e-mail address one is.
    const limited =
      (await takeRate(context, "login_address", block)) ??
      (await takeRate(context, "login", `${foldUsername(input.login)}:${block}`));
    if (limited) return limited;

    const account = await context.store.read.accounts.findByLogin(input.login);
    const verdict = await context.passwords.verify(input.auth, account?.auth_hash ?? null);
    if (verdict instanceof Refusal) return verdict;
    if (!account || verdict === "mismatch") return refuse("wrong_credentials");
    // Told only to who has the password: otherwise anyone could find out which names exist and are blocked.
    if (account.blocked_at !== null) return refuse("account_blocked");

    const session = newSession(context, {
      person: { kind: "account", id: account.id },
      address: caller.address,
      userAgent: http.userAgent,
    });
    await context.store.write((tables) => tables.sessions.insert(session.row));
    const text = `New sign-in: ${describeDevice(http.userAgent)}.`;
    context.emit({ event: "notice", data: { kind: "sign_in", text, at: session.row.created_at }, owner: account.id });

    const claims = { knd: "account", sub: account.id, sid: session.row.id } as const;
    const tokens = await deliverTokens(context, http, { claims, refresh: session.refresh, delivery: input.delivery });
    return { ...tokens, account: showOwnAccount(account) };
  },
});
