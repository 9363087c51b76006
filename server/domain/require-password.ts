import { addressBlock } from "../address.ts";
import type { CallerKind } from "../caller.ts";
import type { Context } from "../context.ts";
import { takeRate } from "../rates.ts";
import { Refusal, refuse } from "../refusal.ts";
import type { AccountRow, Tables } from "../store/store.ts";

/**
 * The gate of what must not be done from a session somebody left open: the caller proves the password once more. Tries
 * count as tries to sign in.
 */
export async function requirePassword(
  context: Context,
  caller: CallerKind<"account">,
  { auth, field }: { auth: string; field: string },
): Promise<AccountRow | Refusal> {
  const limited = await takeRate(context, "login", `${caller.id}:${addressBlock(caller.address)}`);
  if (limited) return limited;
  const account = await context.store.read.accounts.get(caller.id);
  if (!account) return refuse("session_expired");
  const verdict = await context.passwords.verify(auth, account.auth_hash);
  if (verdict instanceof Refusal) return verdict;
  return verdict === "match" ? account : refuse("wrong_credentials", { field, message: "The password is wrong." });
}

/**
 * Inside the transaction that follows: checking a password takes a while, and one that was changed meanwhile counts no more.
 * Gives the account as it is now, held so that a change which comes after waits.
 */
export async function requireSamePassword(tables: Tables, { id, auth_hash }: AccountRow): Promise<AccountRow | Refusal> {
  await tables.accounts.lock([id]);
  const row = await tables.accounts.get(id);
  return row?.auth_hash === auth_hash ? row : refuse("wrong_credentials", { message: "The password is wrong." });
}
