import { z } from "zod";
import type { Problem } from "./errors.ts";
import type { ParlorEvent } from "./events.ts";
import type { SessionId } from "./ids.ts";
import type { PublishedLimits } from "./limits.ts";
import type { OwnAccount } from "./objects/account.ts";
import type { OwnGuest } from "./objects/room.ts";

/** Version of this wire. A client that reads another number in `ready` must update. */
export const protocolVersion = 1;

/** A request on the socket. `id` is the client's, unique among its requests in flight. */
export const requestFrame = z.strictObject({
  id: z.int().nonnegative(),
  op: z.string().max(64),
  input: z.unknown().optional(),
});
export type RequestFrame = z.infer<typeof requestFrame>;

export interface ResultFrame {
  id: number;
  result: unknown;
}

export interface ErrorFrame {
  /** Null when the request could not be read far enough to know its id. */
  id: number | null;
  error: Problem;
}

/** The first event on a socket, before any request. */
export interface ReadyFrame {
  event: "ready";
  data: {
    account: OwnAccount | null;
    guest: OwnGuest | null;
    session: SessionId;
    protocol: typeof protocolVersion;
    server_time: number;
    limits: PublishedLimits;
  };
}

/** A server's text message holds one frame, or an array of several in order. */
export type ServerFrame = ResultFrame | ErrorFrame | ReadyFrame | ParlorEvent;
