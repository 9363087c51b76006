import type { Rate } from "#protocol/limits.ts";

/**
 * Token buckets shared by all nodes. A bucket starts full and refills evenly. A refused call takes nothing.
 * Keys are free text such as `login:ana:127.0.0.1`.
 */
export interface Limiter {
  /** 0 when granted; otherwise the milliseconds until `cost` tokens will be there. */
  take(key: string, rate: Rate, cost?: number): number | Promise<number>;
  close(): Promise<void>;
}

/** Buckets of one node, which are asked without waiting. */
export interface LocalLimiter {
  take(key: string, rate: Rate, cost?: number): number;
}
