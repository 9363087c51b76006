import type { Bus } from "./bus.ts";

/** How long a payload takes over the bus and back, on a topic that nobody else follows. */
export class BusProbe {
  readonly #topic = `probe:${crypto.randomUUID()}`;
  #number = 0;
  #isSubscribed = false;
  #arrived: (number: string) => void = () => {};

  constructor(private readonly bus: Bus) {}

  /** Seconds; null when nothing has come back in time. */
  async measure(patienceMs: number): Promise<number | null> {
    if (!this.#isSubscribed) {
      this.#isSubscribed = true;
      await this.bus.subscribe(this.#topic, (number) => this.#arrived(number));
    }
    const mine = String(++this.#number);
    const { promise, resolve } = Promise.withResolvers<number | null>();
    const start = performance.now();
    const timer = setTimeout(() => resolve(null), patienceMs);
    this.#arrived = (number) => {
      if (number === mine) resolve((performance.now() - start) / 1_000);
    };
    this.bus.publish(this.#topic, mine);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }
}
