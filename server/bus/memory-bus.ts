import type { Bus } from "./bus.ts";

/** The bus of a single node: payloads wait only for the current step of the program to end. */
export class MemoryBus implements Bus {
  readonly #handlers = new Map<string, (payload: string) => void>();

  publish(topic: string, payload: string): void {
    // Not at once: a publisher must not find its own subscribers' work done in the middle of its own.
    queueMicrotask(() => this.#handlers.get(topic)?.(payload));
  }

  async subscribe(topic: string, handler: (payload: string) => void): Promise<void> {
    if (this.#handlers.has(topic)) throw new TypeError(`The topic ${topic} is subscribed already`);
    this.#handlers.set(topic, handler);
  }

  async unsubscribe(topic: string): Promise<void> {
    this.#handlers.delete(topic);
  }

  onRestored(): void {
    // Nothing is ever missed within one process.
  }

  async ping(): Promise<void> {
    // Always reachable.
  }

  async close(): Promise<void> {
    this.#handlers.clear();
  }
}
