import type { AccountId } from "#protocol/ids.ts";
import { checkUsername } from "#protocol/names.ts";
import { joinLobby } from "../../domain/join-lobby.ts";
import { newAccount } from "../../domain/new-account.ts";
import { showOwnAccount } from "../../domain/own-account.ts";
import { deliverTokens, newSession } from "../../domain/sessions.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";
import { requireHttp } from "../require-http.ts";

export default defineOperation("guest.upgrade", {
  who: "guest",
  kind: "changes",
  door: "http",
  rate: "register",
  async run(context, call) {
    const { input, caller } = call;
    const http = requireHttp(call);
    if (caller.kind !== "guest") return refuse("not_allowed");
    if (checkUsername(input.username) === "reserved") return refuse("username_reserved", { field: "username" });
    if (context.config.registration === "closed") return refuse("registration_closed");
    const hash = await context.passwords.hash(input.auth);
    if (hash instanceof Refusal) return hash;

    // The account takes the guest's id over, so that every message and membership stays where it is.
    const account = newAccount(context, { ...input, display_name: input.display_name ?? caller.name }, hash);
    account.id = caller.id as string as AccountId;
    const session = newSession(context, {
      person: { kind: "account", id: account.id },
      address: caller.address,
      userAgent: http.userAgent,
    });
    const events = await context.store.write(async (tables) => {
      const inserted = await tables.accounts.insert(account);
      if (inserted === "username_taken") return refuse("username_taken", { field: "username" });
      if (inserted === "email_taken") return refuse("email_taken", { field: "email" });
      await tables.guests.becomeAccount(caller.id);
      await tables.sessions.revokeAll(account.id, context.now());
      await tables.sessions.insert(session.row);
      return joinLobby(tables, account, account.created_at);
    });
    if (events instanceof Refusal) return events;
    for (const event of events) context.emit(event);
    // The guest's sockets come back as the account's.
    context.cut({ kind: "session", session: caller.session });
    const claims = { knd: "account", sub: account.id, sid: session.row.id } as const;
    const tokens = await deliverTokens(context, http, { claims, refresh: session.refresh, delivery: input.delivery });
    return { ...tokens, account: showOwnAccount(account) };
  },
});
