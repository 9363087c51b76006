import { closeRequest, requireRequest } from "../../domain/answer-request.ts";
import { Refusal } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("friend.cancel", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const events = await context.store.write(async (tables) => {
      const allowed = await requireRequest(tables, caller.id, { id: input.request, as: "requester" });
      if (allowed instanceof Refusal) return allowed;
      const { request } = allowed;
      const tell = request.hidden ? [caller.id] : [caller.id, request.to_id];
      return closeRequest(context, tables, { id: request.id, state: "cancelled", tell });
    });
    if (events instanceof Refusal) return events;
    for (const event of events) context.emit(event);
    return {};
  },
});
