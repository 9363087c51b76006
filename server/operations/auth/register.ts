import type { AccountId } from "#protocol/ids.ts";
import { checkUsername } from "#protocol/names.ts";
import type { ParsedInput } from "#protocol/operations/index.ts";
import type { Context } from "../../context.ts";
import { joinLobby } from "../../domain/join-lobby.ts";
import { showOwnAccount } from "../../domain/own-account.ts";
import type { DomainEvent } from "../../events.ts";
import { Refusal, refuse } from "../../refusal.ts";
import type { AccountRow, SessionRow, Tables } from "../../store/store.ts";
import { defineOperation } from "../operation.ts";
import { requireHttp } from "../require-http.ts";
import { deliverTokens, newSession } from "./start-session.ts";

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
    const session = newSession(context, { account: account.id, address: caller.address, userAgent: http.userAgent });
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

function newAccount(context: Context, input: ParsedInput<"auth.register">, auth_hash: string): AccountRow {
  return {
    id: Bun.randomUUIDv7() as AccountId,
    username: input.username,
    display_name: input.display_name ?? input.username,
    email: input.email ?? null,
    role: "member",
    auth_hash,
    kdf: input.kdf,
    blocked_at: null,
    feed_rev: 0,
    created_at: context.now(),
    last_seen_at: null,
  };
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
