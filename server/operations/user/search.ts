import { limits } from "#protocol/limits.ts";
import { codePoints } from "#protocol/text.ts";
import { relationTo } from "../../domain/contacts.ts";
import { showPerson } from "../../domain/show-person.ts";
import { refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("user.search", {
  who: "account",
  kind: "reads",
  rate: "user_search",
  async run({ store }, { caller, input }) {
    const q = input.q.trim().replace(/^@/, "");
    if (codePoints(q) < limits.user_search.min)
      return refuse("invalid_input", { field: "q", message: "Type at least 2 characters." });
    const found = await store.read.accounts.search({ q, viewer: caller.id, limit: limits.user_search.max_results });
    const users = await Promise.all(
      found.map(async (account) => ({
        person: showPerson(account),
        relation: await relationTo(store.read, caller.id, account.id),
      })),
    );
    return { users };
  },
});
