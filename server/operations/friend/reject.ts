import { closeRequest, requireRequest } from "../../domain/answer-request.ts";
import { Refusal } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("friend.reject", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const events = await context.store.write(async (tables) => {
      const allowed = await requireRequest(tables, caller.id, { id: input.request, as: "recipient" });
      if (allowed instanceof Refusal) return allowed;
      const { request } = allowed;
      // The one who asked sees it gone as well: an answer that never comes would keep them waiting.
      const tell = [caller.id, request.from_id];
      return closeRequest(context, tables, { id: request.id, state: "rejected", tell });
    });
    if (events instanceof Refusal) return events;
    for (const event of events) context.emit(event);
    return {};
  },
});
