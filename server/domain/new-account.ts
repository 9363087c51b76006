import type { AccountId } from "#protocol/ids.ts";
import { defaultSettings } from "#protocol/objects/settings.ts";
import type { ParsedInput } from "#protocol/operations/index.ts";
import type { Context } from "../context.ts";
import type { DomainEvent } from "../events.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { AccountRow, SessionRow, Tables } from "../store/store.ts";
import { joinLobby } from "./join-lobby.ts";

/** The row of an account that is about to be made. */
export function newAccount(
  context: Context,
  input: Pick<ParsedInput<"auth.register">, "username" | "display_name" | "email" | "kdf">,
  auth_hash: string,
): AccountRow {
  return {
    id: Bun.randomUUIDv7() as AccountId,
    username: input.username,
    display_name: input.display_name ?? input.username,
    email: input.email ?? null,
    role: "member",
    auth_hash,
    kdf: input.kdf,
    blocked_at: null,
    deactivated_at: null,
    bio: "",
    birth_date: null,
    visibility: "public",
    picture: null,
    picture_small: null,
    settings: defaultSettings,
    totp: null,
    feed_rev: 0,
    created_at: context.now(),
    last_seen_at: null,
  };
}

/** The first account can always be made: without it nobody could open registration again. */
export function isRegistrationClosed(context: Context, isFirst: boolean): boolean {
  return context.config.registration === "closed" && !isFirst;
}

/**
 * In one transaction: the account, its first session and its place in the lobby. The first account of a server is its
 * administrator. Nothing is written on a refusal.
 */
export async function insertAccount(
  context: Context,
  tables: Tables,
  { account, session }: { account: AccountRow; session: SessionRow },
): Promise<DomainEvent[] | Refusal> {
  const isFirst = await tables.accounts.claimFirst();
  if (isRegistrationClosed(context, isFirst)) return refuse("registration_closed");
  if (isFirst) account.role = "admin";
  const inserted = await tables.accounts.insert(account);
  if (inserted === "username_taken") return refuse("username_taken", { field: "username" });
  if (inserted === "email_taken") return refuse("email_taken", { field: "email" });
  await tables.sessions.insert(session);
  return joinLobby(context, tables, account);
}
