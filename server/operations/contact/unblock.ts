import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("contact.unblock", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const feed_rev = await context.store.write(async ({ blocks, accounts }) =>
      (await blocks.remove(caller.id, input.user)) ? accounts.nextFeedRev(caller.id) : refuse("not_blocked", { field: "user" }),
    );
    if (feed_rev instanceof Refusal) return feed_rev;
    context.emit({ event: "block.changed", owner: caller.id, data: { feed_rev, id: input.user, blocked: false } });
    return {};
  },
});
