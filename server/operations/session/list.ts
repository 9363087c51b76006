import { describeDevice } from "../../domain/describe-device.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("session.list", {
  who: "account",
  kind: "reads",
  async run(context, { caller }) {
    const rows = await context.store.read.sessions.listActive(caller.id, context.now());
    const sessions = rows.map(({ id, user_agent, address, created_at, used_at }) => ({
      id,
      device: describeDevice(user_agent),
      address,
      created_at,
      used_at,
      current: id === caller.session,
    }));
    return { sessions };
  },
});
