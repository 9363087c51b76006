import type { OwnAccount } from "#protocol/objects/account.ts";
import { pictureAddress } from "#protocol/objects/person.ts";
import type { AccountRow } from "../store/store.ts";

/** An account as its owner sees it; nobody else ever gets this object. */
export function showOwnAccount(row: AccountRow): OwnAccount {
  const { id, username, display_name, email, role, bio, birth_date, visibility, settings, created_at } = row;
  const totp = row.totp !== null && row.totp.confirmed_at !== null;
  return {
    id,
    username,
    display_name,
    email,
    role,
    bio,
    birth_date,
    visibility,
    totp,
    settings,
    picture: pictureAddress(row.picture),
    created_at,
  };
}
