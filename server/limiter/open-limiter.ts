import type { Logger } from "pino";
import type { Limiter } from "./limiter.ts";
import { MemoryLimiter } from "./memory-limiter.ts";
import { RedisLimiter } from "./redis-limiter.ts";

/** `now` is the clock of a single node; nodes that share buckets go by Redis' clock. */
export async function openLimiter(
  config: { readonly redis_url: string | null },
  log: Logger,
  now: () => number,
): Promise<Limiter> {
  return config.redis_url ? await RedisLimiter.open({ url: config.redis_url, log }) : new MemoryLimiter(now);
}
