import type { PersonId } from "#protocol/ids.ts";
import type { OwnAccount } from "#protocol/objects/account.ts";
import type { OwnGuest } from "#protocol/objects/room.ts";

/** Who uses this device: an account, or the guest of one room. An upgrade turns the one into the other, under the same id. */
export type Self =
  | { readonly kind: "account"; readonly id: PersonId; readonly name: string; readonly account: OwnAccount }
  | { readonly kind: "guest"; readonly id: PersonId; readonly name: string; readonly guest: OwnGuest };

export function accountSelf(account: OwnAccount): Self {
  return { kind: "account", id: account.id, name: account.display_name || account.username, account };
}

export function guestSelf(guest: OwnGuest): Self {
  return { kind: "guest", id: guest.id, name: guest.name, guest };
}
