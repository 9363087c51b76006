import { endFriendship } from "../../domain/contacts.ts";
import { refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("contact.remove", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const { user, delete_history } = input;
    const events = await context.store.write(async (tables) => {
      await tables.accounts.lock([caller.id, user]);
      return endFriendship(tables, caller.id, { other: user, delete_history });
    });
    if (events.length === 0) return refuse("not_a_contact", { field: "user" });
    for (const event of events) context.emit(event);
    return {};
  },
});
