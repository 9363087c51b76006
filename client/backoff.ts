const base_ms = 500;
const cap_ms = 30_000;

/**
 * Exponential back-off with full jitter: the n-th wait is anything from 0 to 0.5 s · 2ⁿ, at most 30 s. The whole range is
 * random because thousands of clients lose a restarting server in the same instant.
 */
export class Backoff {
  #failures = 0;

  constructor(private readonly random: () => number) {}

  /** Milliseconds to wait after one more failure. */
  next(): number {
    return this.random() * Math.min(cap_ms, base_ms * 2 ** this.#failures++);
  }

  reset(): void {
    this.#failures = 0;
  }
}
