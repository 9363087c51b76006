import type { AccountId } from "#protocol/ids.ts";
import type { OwnAccount } from "#protocol/objects/account.ts";
import type { Context } from "../context.ts";
import { Refusal, refuse } from "../refusal.ts";
import type { AccountRow, AccountTable } from "../store/store.ts";
import { tellContacts } from "./contacts.ts";
import { showOwnAccount } from "./own-account.ts";

/** Changes an account and tells its other devices; contacts too, when it concerns what they see. */
export async function changeAccount(
  context: Context,
  id: AccountId,
  patch: Parameters<AccountTable["update"]>[1] | ((row: AccountRow) => Parameters<AccountTable["update"]>[1]),
): Promise<OwnAccount | Refusal> {
  const changed = await context.store.write(async ({ accounts }) => {
    const before = await accounts.get(id);
    if (!before) return refuse("session_expired");
    const change = typeof patch === "function" ? patch(before) : patch;
    if ((await accounts.update(id, change)) === "email_taken") return refuse("email_taken", { field: "email" });
    const feed_rev = await accounts.nextFeedRev(id);
    const row = await accounts.get(id);
    return row ? { feed_rev, before, row } : refuse("session_expired");
  });
  if (changed instanceof Refusal) return changed;
  const { feed_rev, before, row } = changed;
  context.emit({ event: "account.changed", owner: id, data: { feed_rev, account: showOwnAccount(row) } });
  const isSeen =
    before.display_name !== row.display_name ||
    before.picture_small !== row.picture_small ||
    before.settings.show_presence !== row.settings.show_presence ||
    before.deactivated_at !== row.deactivated_at;
  if (isSeen) await tellContacts(context, row);
  return showOwnAccount(row);
}
