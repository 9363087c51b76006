import type { AccountId } from "#protocol/ids.ts";
import type { OwnAccount } from "#protocol/objects/account.ts";
import type { Context } from "../context.ts";
import type { Refusal } from "../refusal.ts";
import type { AccountRow } from "../store/store.ts";
import { changeAccount } from "./change-account.ts";
import { dropPicture } from "./pictures.ts";

type Picture = Pick<AccountRow, "picture" | "picture_small">;

/** Puts another picture in the place of the one the account has, and deletes whichever of the two nobody shows now. */
export async function changePicture(context: Context, id: AccountId, picture: Picture): Promise<OwnAccount | Refusal> {
  // Read in the transaction: of two changes at once the second one replaces what the first has set.
  let before: Picture = { picture: null, picture_small: null };
  const account = await changeAccount(context, id, (row) => {
    before = row;
    return picture;
  });
  const hashes = [before.picture, before.picture_small, picture.picture, picture.picture_small];
  await dropPicture({ blobs: context.blobs, usesPicture: context.store.read.accounts.usesPicture }, hashes);
  return account;
}
