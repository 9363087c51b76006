/**
 * Carries encoded events between nodes. Guarantees, in every implementation (see the contract suite):
 * - at most once: a payload may be lost (the database is the truth, clients catch up by rev), never doubled;
 * - payloads of one publisher on one topic arrive in the order published, also at the publisher's own subscribers;
 * - after `subscribe` has resolved, later payloads of any node arrive;
 * - after a broken connection has come back all subscriptions hold again, and only then `onRestored` handlers run.
 */
export interface Bus {
  /** Sends without waiting. */
  publish(topic: string, payload: string): void;
  /** One handler per topic and node; a second `subscribe` of the topic is a programming error. */
  subscribe(topic: string, handler: (payload: string) => void): Promise<void>;
  unsubscribe(topic: string): Promise<void>;
  /** Runs when payloads may have been missed. */
  onRestored(handler: () => void): void;
  /** Resolves when the bus is reachable, rejects when it is not. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
