import { limits } from "#protocol/limits.ts";
import { changePicture } from "../../domain/change-picture.ts";
import { storePicture } from "../../domain/pictures.ts";
import { Refusal } from "../../refusal.ts";
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
    const stored = await storePicture(context.blobs, body ?? new Uint8Array());
    if (stored instanceof Refusal) return stored;
    return changePicture(context, caller.id, stored);
  },
});
