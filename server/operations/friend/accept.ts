import { requireRequest } from "../../domain/answer-request.ts";
import { showContact } from "../../domain/contacts.ts";
import { Refusal, refuse } from "../../refusal.ts";
import type { AccountRow } from "../../store/store.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("friend.accept", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const now = context.now();
    const accepted = await context.store.write(async (tables) => {
      const allowed = await requireRequest(tables, caller.id, { id: input.request, as: "recipient" });
      if (allowed instanceof Refusal) return allowed;
      const { request, other } = allowed;
      const me = await tables.accounts.get(caller.id);
      if (!me) return refuse("session_expired");
      if (!(await tables.friendRequests.close(request.id, "accepted", now)))
        return refuse("request_handled", { field: "request" });
      await tables.contacts.add(me.id, other.id, now);
      const feed_revs = { me: await tables.accounts.nextFeedRev(me.id), other: await tables.accounts.nextFeedRev(other.id) };
      return { request: request.id, me, other, feed_revs };
    });
    if (accepted instanceof Refusal) return accepted;
    const { request, me, other, feed_revs } = accepted;
    // From here on each is told where the other is, so it begins with where they are now.
    const states = await context.presence.states([me.id, other.id]);
    const show = (account: AccountRow, viewer: AccountRow) =>
      showContact(account, { viewer, since: now, state: states.get(account.id) ?? "offline" });
    const mine = show(other, me);
    context.emit({ event: "friend.accepted", owner: me.id, data: { feed_rev: feed_revs.me, request, contact: mine } });
    context.emit({
      event: "friend.accepted",
      owner: other.id,
      data: { feed_rev: feed_revs.other, request, contact: show(me, other) },
    });
    return mine;
  },
});
