import type { Logger } from "pino";
import type { Limiter } from "./limiter.ts";
import { MemoryLimiter } from "./memory-limiter.ts";

/** `now` is the clock of a single node; nodes that share buckets go by Redis' clock. */
export async function openLimiter(
  config: { readonly redis_url: string | null },
  log: Logger,
  now: () => number,
): Promise<Limiter> {
  if (!config.redis_url) return new MemoryLimiter(now);
  const { RedisLimiter } = await import("./redis-limiter.ts");
  return RedisLimiter.open({ url: config.redis_url, log });
}
