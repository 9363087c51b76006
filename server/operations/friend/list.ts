import { listRequests } from "../../domain/contacts.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("friend.list", {
  who: "account",
  kind: "reads",
  run: async (context, { caller }) => ({ requests: await listRequests(context, caller.id) }),
});
