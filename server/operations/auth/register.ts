import { checkUsername } from "#protocol/names.ts";
import { insertAccount, isRegistrationClosed, newAccount } from "../../domain/new-account.ts";
import { showOwnAccount } from "../../domain/own-account.ts";
import { deliverTokens, newSession } from "../../domain/sessions.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";
import { requireHttp } from "../require-http.ts";

export default defineOperation("auth.register", {
  who: "visitor",
  kind: "changes",
  door: "http",
  rate: "register",
  async run(context, call) {
    const { input, caller } = call;
    const http = requireHttp(call);
    if (checkUsername(input.username) === "reserved") return refuse("username_reserved", { field: "username" });
    if (isRegistrationClosed(context, await context.store.read.accounts.isEmpty())) return refuse("registration_closed");
    const hash = await context.passwords.hash(input.auth);
    if (hash instanceof Refusal) return hash;

    const account = newAccount(context, input, hash);
    const session = newSession(context, {
      person: { kind: "account", id: account.id },
      address: caller.address,
      userAgent: http.userAgent,
    });
    const joined = await context.store.write((tables) => insertAccount(context, tables, { account, session: session.row }));
    if (joined instanceof Refusal) return joined;

    for (const event of joined) context.emit(event);
    const claims = { knd: "account", sub: account.id, sid: session.row.id } as const;
    const tokens = await deliverTokens(context, http, { claims, refresh: session.refresh, delivery: input.delivery });
    return { ...tokens, account: showOwnAccount(account) };
  },
});
