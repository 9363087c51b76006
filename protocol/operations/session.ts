import { z } from "zod";
import { sessionId } from "../ids.ts";
import { session } from "../objects/account.ts";
import { contract, done, nothing } from "./contract.ts";

export const sessionOperations = {
  "session.list": contract("Where the caller is signed in, last used first.", nothing, z.object({ sessions: z.array(session) })),
  "session.revoke": contract(
    "End one of the caller's sessions, or all others. Their sockets close at once.",
    z.strictObject({ session: z.union([sessionId, z.literal("others")]) }),
    done,
  ),
};
