import { checkUsername } from "#protocol/names.ts";
import type { Context } from "../../context.ts";
import { joinLobby } from "../../domain/join-lobby.ts";
import { newAccount } from "../../domain/new-account.ts";
import { showOwnAccount } from "../../domain/own-account.ts";
import { deliverTokens, newSession } from "../../domain/sessions.ts";
import type { DomainEvent } from "../../events.ts";
import { Refusal, refuse } from "../../refusal.ts";
import type { AccountRow, SessionRow, Tables } from "../../store/store.ts";
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
    if (isClosed(context, await context.store.read.accounts.isEmpty())) return refuse("registration_closed");
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

/** The first account can always be made: without it nobody could open registration again. */
function isClosed(context: Context, isFirst: boolean): boolean {
  return context.config.registration === "closed" && !isFirst;
}

/** In one transaction: the account, its first session and its place in the lobby. Nothing is written on a refusal. */
async function insertAccount(
  context: Context,
  tables: Tables,
  { account, session }: { account: AccountRow; session: SessionRow },
): Promise<DomainEvent[] | Refusal> {
  const isFirst = await tables.accounts.claimFirst();
  if (isClosed(context, isFirst)) return refuse("registration_closed");
  if (isFirst) account.role = "admin";
  const inserted = await tables.accounts.insert(account);
  if (inserted === "username_taken") return refuse("username_taken", { field: "username" });
  if (inserted === "email_taken") return refuse("email_taken", { field: "email" });
  await tables.sessions.insert(session);
  return joinLobby(tables, account, account.created_at);
}
