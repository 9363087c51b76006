import { listContacts } from "../../domain/contacts.ts";
import { refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("contact.list", {
  who: "account",
  kind: "reads",
  async run(context, { caller }) {
    const account = await context.store.read.accounts.get(caller.id);
    return account ? { contacts: await listContacts(context, account) } : refuse("session_expired");
  },
});
