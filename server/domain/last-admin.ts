import { type Refusal, refuse } from "../refusal.ts";
import type { AccountRow, AccountTable } from "../store/store.ts";

/** A server must not lose its last administrator: nobody could make another one. */
export async function requireAnotherAdmin(accounts: AccountTable, account: AccountRow): Promise<Refusal | null> {
  return account.role === "admin" && (await accounts.countAdmins()) < 2 ? refuse("last_admin") : null;
}
