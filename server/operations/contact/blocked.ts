import { showPerson } from "../../domain/show-person.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("contact.blocked", {
  who: "account",
  kind: "reads",
  async run({ store }, { caller }) {
    const rows = await store.read.blocks.list(caller.id);
    const accounts = await store.read.accounts.getMany(rows.map(({ blocked_id }) => blocked_id));
    const byId = new Map(accounts.map((account) => [account.id, account]));
    return {
      blocked: rows.flatMap(({ blocked_id, created_at }) => {
        const account = byId.get(blocked_id);
        return account ? [{ person: showPerson(account), since: created_at }] : [];
      }),
    };
  },
});
