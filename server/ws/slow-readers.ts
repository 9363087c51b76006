import { limits } from "#protocol/limits.ts";
import type { Connection } from "./connection.ts";

/**
 * Closes with `slow_consumer` the sockets for which too much has been waiting since the last look without getting less. A
 * reader that works its way through a large answer is slow, but it keeps up. The word goes out behind what waits, and
 * nothing is queued after it. What grows too fast for the next look to see it, Bun cuts at `socket_backlog_max_bytes`.
 */
export function closeSlowReaders(connections: Iterable<Connection>): void {
  for (const connection of connections) {
    const waiting = connection.socket?.getBufferedAmount() ?? 0;
    const isSlow = connection.backlog > limits.socket_backlog_bytes && waiting >= connection.backlog;
    connection.backlog = waiting;
    if (isSlow) connection.close("slow_consumer");
  }
}
