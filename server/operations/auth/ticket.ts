import { defineOperation } from "../operation.ts";

export default defineOperation("auth.ticket", {
  who: "guest",
  kind: "changes",
  door: "http",
  async run(context, { caller }) {
    return caller.kind === "account"
      ? context.tickets.issue({ knd: "account", sub: caller.id, sid: caller.session })
      : context.tickets.issue({ knd: "guest", sub: caller.id, sid: caller.session });
  },
});
