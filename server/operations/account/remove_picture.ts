import { changeAccount } from "../../domain/change-account.ts";
import { dropPicture } from "../../domain/pictures.ts";
import { refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("account.remove_picture", {
  who: "account",
  kind: "changes",
  async run(context, { caller }) {
    const before = await context.store.read.accounts.get(caller.id);
    if (!before) return refuse("session_expired");
    const account = await changeAccount(context, caller.id, { picture: null, picture_small: null });
    await dropPicture({ blobs: context.blobs, usesPicture: context.store.read.accounts.usesPicture }, [
      before.picture,
      before.picture_small,
    ]);
    return account;
  },
});
