import { changePicture } from "../../domain/change-picture.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("account.remove_picture", {
  who: "account",
  kind: "changes",
  run: (context, { caller }) => changePicture(context, caller.id, { picture: null, picture_small: null }),
});
