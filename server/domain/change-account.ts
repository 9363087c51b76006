import type { AccountId } from "#protocol/ids.ts";
import type { OwnAccount } from "#protocol/objects/account.ts";
import type { Context } from "../context.ts";
import { Refusal, refuse } from "../refusal.ts";
import type { AccountRow, AccountTable } from "../store/store.ts";
import { lockWithContacts, noteForContacts, tellContacts } from "./contacts.ts";
import { showOwnAccount } from "./own-account.ts";

type Patch = Parameters<AccountTable["update"]>[1];

/** Changes an account and tells its other devices; contacts too, when it concerns what they see. */
export async function changeAccount(
  context: Context,
  id: AccountId,
  patch: Patch | ((row: AccountRow) => Patch | Refusal),
): Promise<OwnAccount | Refusal> {
  const changed = await context.store.write(async (tables) => {
    const { accounts } = tables;
    await lockWithContacts(tables, id);
    const before = await accounts.get(id);
    if (!before) return refuse("session_expired");
    const change = typeof patch === "function" ? patch(before) : patch;
    if (change instanceof Refusal) return change;
    if ((await accounts.update(id, change)) === "email_taken") return refuse("email_taken", { field: "email" });
    const feed_rev = await accounts.nextFeedRev(id);
    const row = await accounts.get(id);
    if (!row) return refuse("session_expired");
    return { feed_rev, row, noted: isSeenByContacts(before, row) ? await noteForContacts(tables, id) : [] };
  });
  if (changed instanceof Refusal) return changed;
  const { feed_rev, row, noted } = changed;
  context.emit({ event: "account.changed", owner: id, data: { feed_rev, account: showOwnAccount(row) } });
  await tellContacts(context, row, noted);
  return showOwnAccount(row);
}

function isSeenByContacts(before: AccountRow, after: AccountRow): boolean {
  return (
    before.display_name !== after.display_name ||
    before.picture_small !== after.picture_small ||
    before.settings.show_presence !== after.settings.show_presence
  );
}
