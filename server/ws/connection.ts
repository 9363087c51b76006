import type { ServerWebSocket } from "bun";
import { type CloseReason, closeCodes } from "#protocol/close-codes.ts";
import { type Rate, rates } from "#protocol/limits.ts";
import type { SignedIn } from "../caller.ts";

export type Socket = ServerWebSocket<Connection>;

/** What the server remembers of one socket. There may be tens of thousands: keep it small. */
export class Connection {
  socket: Socket | null = null;
  /** Until the caller has been looked at once more; nothing is done for this socket before. */
  opening: Promise<void> | null = null;
  followsFeed = false;
  readonly following = new Set<string>();
  idle = false;
  /** Requests that have not been answered yet. */
  pending = 0;
  /** Bytes that waited for its reader at the last look. */
  backlog = 0;
  #tokens = rates.socket.capacity as number;
  #tokensAt = 0;

  constructor(public caller: SignedIn) {}

  /** The socket's own bucket: 0 when the request may pass, else milliseconds to wait. */
  takeToken(now: number, rate: Rate): number {
    this.#tokens = Math.min(rate.capacity, this.#tokens + ((now - this.#tokensAt) / rate.refill_ms) * rate.capacity);
    this.#tokensAt = now;
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return 0;
    }
    return ((1 - this.#tokens) / rate.capacity) * rate.refill_ms;
  }

  send(frame: string): void {
    this.socket?.send(frame, false);
  }

  close(reason: CloseReason): void {
    const { code, message } = closeCodes[reason];
    this.socket?.close(code, message);
  }
}
