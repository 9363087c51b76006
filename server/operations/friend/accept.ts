import { checkRequestOf } from "../../domain/answer-request.ts";
import { showContact } from "../../domain/contacts.ts";
import type { DomainEvent } from "../../events.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("friend.accept", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const now = context.now();
    const states = new Map(await context.presence.states([caller.id]));
    const accepted = await context.store.write(async (tables) => {
      const request = checkRequestOf(await tables.friendRequests.get(input.request), caller.id, "recipient");
      if (request instanceof Refusal) return request;
      const [me, other] = [await tables.accounts.get(caller.id), await tables.accounts.get(request.from_id)];
      if (!me || !other) return refuse("request_not_found", { field: "request" });
      if (!(await tables.friendRequests.close(request.id, "accepted", now)))
        return refuse("request_handled", { field: "request" });
      await tables.contacts.add(me.id, other.id, now);
      const events: DomainEvent[] = [];
      for (const [viewer, account] of [
        [me, other],
        [other, me],
      ] as const) {
        const contact = showContact(account, { viewer, since: now, state: states.get(account.id) ?? "offline" });
        const feed_rev = await tables.accounts.nextFeedRev(viewer.id);
        events.push({ event: "friend.accepted", owner: viewer.id, data: { feed_rev, request: request.id, contact } });
      }
      return { events, me, other };
    });
    if (accepted instanceof Refusal) return accepted;
    for (const event of accepted.events) context.emit(event);
    const state = (await context.presence.states([accepted.other.id])).get(accepted.other.id) ?? "offline";
    return showContact(accepted.other, { viewer: accepted.me, since: now, state });
  },
});
