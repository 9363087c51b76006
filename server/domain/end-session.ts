import type { PersonId, SessionId } from "#protocol/ids.ts";
import type { Context } from "../context.ts";

/** Told and cut once the end of a session is committed: other devices update their list, its own sockets close. */
export function announceSessionEnd(context: Context, owner: PersonId, session: SessionId): void {
  context.emit({ event: "session.revoked", data: { session }, owner });
  context.cut({ kind: "session", session });
}
