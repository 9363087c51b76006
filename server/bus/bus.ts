/**
 * Carries encoded events between nodes. Guarantees, in every implementation (see the contract suite):
 * - at most once: a payload may be lost (the database is the truth, clients catch up by rev), never doubled;
 * - payloads of one publisher on one topic arrive in the order published, also at the publisher's own subscribers;
 * - after `subscribe` has resolved, later payloads of any node arrive;
 * - after a broken connection has come back all subscriptions hold again, and only then `onRestored` handlers run; they
 *   run as well when another node could not publish for a while, and so on every node that may have missed something;
 * - while the bus cannot be reached nothing waits and nothing is sent later: payloads reach at most this node's own
 *   subscribers, and `subscribe` resolves at once, to hold from the moment the bus is back.
 */
export interface Bus {
  /** Sends without waiting. */
  publish(topic: string, payload: string): void;
  /** One handler per topic and node; a second `subscribe` of the topic is a programming error. */
  subscribe(topic: string, handler: (payload: string) => void): Promise<void>;
  unsubscribe(topic: string): Promise<void>;
  /** Runs when payloads may have been missed. */
  onRestored(handler: () => void): void;
  /** Resolves when the bus is reachable, rejects when it is not or does not answer in time. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
