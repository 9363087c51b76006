import type { Rate } from "#protocol/limits.ts";
import type { Limiter } from "./limiter.ts";

/**
 * Buckets that are not full, each as the time when it will be full again: tokens are that time, counted in
 * `refill_ms / capacity` each. A full bucket and an unknown one are the same, so what lapsed is simply forgotten.
 */
export class MemoryLimiter implements Limiter {
  /** Least recently used first. */
  readonly #fullAt = new Map<string, number>();
  #cursor = this.#fullAt.entries();

  /**
   * Beyond `maxBuckets` the least recently used is forgotten, and with it what it had taken. To push out a bucket of
   * somebody else one has to fill all others with fresh keys first, which the buckets per address are there to prevent.
   */
  constructor(
    private readonly now: () => number,
    private readonly maxBuckets = 100_000,
  ) {}

  get size(): number {
    return this.#fullAt.size;
  }

  take(key: string, rate: Rate, cost = 1): number {
    if (cost > rate.capacity) throw new RangeError(`${cost} tokens never fit a bucket of ${rate.capacity}`);
    const now = this.now();
    this.#forgetFull(now);
    // A clock that was set back, or a rate that was lowered, must not lock anybody out for longer than one refill.
    const fullAt = Math.min(Math.max(this.#fullAt.get(key) ?? now, now), now + rate.refill_ms);
    const next = fullAt + (cost * rate.refill_ms) / rate.capacity;
    const wait = next - now - rate.refill_ms;
    if (wait > rounding) return Math.ceil(wait);
    this.#fullAt.delete(key);
    this.#fullAt.set(key, next);
    if (this.#fullAt.size > this.maxBuckets) this.#forgetOldest();
    return 0;
  }

  async close(): Promise<void> {
    this.#fullAt.clear();
  }

  /** Two steps of a walk round all buckets: faster than one call can add to them, and never a pause. */
  #forgetFull(now: number): void {
    for (let step = 0; step < 2; step++) {
      const { value, done } = this.#cursor.next();
      if (done) this.#cursor = this.#fullAt.entries();
      else if (value[1] <= now) this.#fullAt.delete(value[0]);
    }
  }

  #forgetOldest(): void {
    for (const key of this.#fullAt.keys()) {
      this.#fullAt.delete(key);
      return;
    }
  }
}

/** Milliseconds that adding up thirds and sevenths may be off. */
const rounding = 0.01;
