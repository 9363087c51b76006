import type { OwnAccount } from "#protocol/objects/account.ts";
import type { AccountRow } from "../store/store.ts";

/** An account as its owner sees it; nobody else ever gets this object. */
export function showOwnAccount(row: AccountRow): OwnAccount {
  const { id, username, display_name, email, role, created_at } = row;
  return { id, username, display_name, email, role, picture: null, created_at };
}
