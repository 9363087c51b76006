import { defineOperation } from "../operation.ts";

export default defineOperation("presence.set", {
  who: "guest",
  kind: "changes",
  door: "socket",
  async run(_context, { input, socket }) {
    socket?.setIdle(input.state === "idle");
    return {};
  },
});
