import { isAwake, showRequest } from "../../domain/contacts.ts";
import type { DomainEvent } from "../../events.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("contact.unblock", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const events = await context.store.write(async ({ accounts, blocks, friendRequests }) => {
      await accounts.lock([caller.id, input.user]);
      if (!(await blocks.remove(caller.id, input.user))) return refuse("not_blocked", { field: "user" });
      const feed_rev = await accounts.nextFeedRev(caller.id);
      const told: DomainEvent[] = [
        { event: "block.changed", owner: caller.id, data: { feed_rev, id: input.user, blocked: false } },
      ];
      const [pending, other] = [await friendRequests.pendingBetween(caller.id, input.user), await accounts.get(input.user)];
      if (!pending?.hidden || !other) return told;
      // What was asked meanwhile is still waiting. Left hidden it could be neither answered nor asked the other way round.
      await friendRequests.setHidden(pending.id, false);
      if (!isAwake(other)) return told;
      const request = showRequest(pending, caller.id, other);
      told.push({
        event: "friend.requested",
        owner: caller.id,
        data: { feed_rev: await accounts.nextFeedRev(caller.id), request },
      });
      return told;
    });
    if (events instanceof Refusal) return events;
    for (const event of events) context.emit(event);
    return {};
  },
});
