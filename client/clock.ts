/** Time, handed in so that tests can move it. Milliseconds throughout. */
export interface Clock {
  /** Since 1970 UTC. */
  now(): number;
  setTimeout(run: () => void, ms: number): TimerHandle;
  clearTimeout(timer: TimerHandle): void;
}

/** Whatever the platform's timers are named by. */
export type TimerHandle = unknown;
