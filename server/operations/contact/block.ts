import { endFriendship } from "../../domain/contacts.ts";
import type { DomainEvent } from "../../events.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("contact.block", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    if (input.user === caller.id) return refuse("block_self", { field: "user" });
    const now = context.now();
    const events = await context.store.write(async (tables) => {
      await tables.accounts.lock([caller.id, input.user]);
      if (!(await tables.accounts.get(input.user))) return refuse("user_not_found", { field: "user" });
      if (!(await tables.blocks.add(caller.id, input.user, now))) return [];
      const told: DomainEvent[] = await endFriendship(tables, caller.id, { other: input.user, delete_history: false });
      const pending = await tables.friendRequests.pendingBetween(caller.id, input.user);
      if (pending?.to_id === caller.id) {
        // It stays open for the one who asked: being blocked must look like not being answered.
        await tables.friendRequests.setHidden(pending.id, true);
        const feed_rev = await tables.accounts.nextFeedRev(caller.id);
        told.push({ event: "friend.closed", owner: caller.id, data: { feed_rev, request: pending.id } });
      } else if (pending) {
        await tables.friendRequests.close(pending.id, "cancelled", now);
        for (const owner of [caller.id, input.user]) {
          told.push({
            event: "friend.closed",
            owner,
            data: { feed_rev: await tables.accounts.nextFeedRev(owner), request: pending.id },
          });
        }
      }
      const feed_rev = await tables.accounts.nextFeedRev(caller.id);
      return [
        ...told,
        { event: "block.changed", owner: caller.id, data: { feed_rev, id: input.user, blocked: true } } satisfies DomainEvent,
      ];
    });
    if (events instanceof Refusal) return events;
    for (const event of events) context.emit(event);
    return {};
  },
});
