import { limits } from "#protocol/limits.ts";
import { changeAccount } from "../../domain/change-account.ts";
import { dropPicture, storePicture } from "../../domain/pictures.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";
import { requireHttp } from "../require-http.ts";

export default defineOperation("account.set_picture", {
  who: "account",
  kind: "changes",
  door: "http",
  rate: "picture",
  takesBody: limits.picture_bytes,
  async run(context, call) {
    const { caller } = call;
    const { body } = requireHttp(call);
    const before = await context.store.read.accounts.get(caller.id);
    if (!before) return refuse("session_expired");
    const stored = await storePicture(context.blobs, body ?? new Uint8Array());
    if (stored instanceof Refusal) return stored;
    const account = await changeAccount(context, caller.id, stored);
    await dropPicture({ blobs: context.blobs, usesPicture: context.store.read.accounts.usesPicture }, [
      before.picture,
      before.picture_small,
    ]);
    return account;
  },
});
