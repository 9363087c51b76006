import type { Redis } from "ioredis";
import type { Rate } from "#protocol/limits.ts";
import { connectRedis, type RedisConnectionOptions } from "../redis/connect.ts";
import { defineScript } from "../redis/script.ts";
import type { Limiter } from "./limiter.ts";
import { MemoryLimiter } from "./memory-limiter.ts";

/** The same arithmetic as MemoryLimiter's, in one step of Redis, so that two nodes never grant the same token. */
const takeTokens = `
local refill, price = tonumber(ARGV[1]), tonumber(ARGV[2])
local now = tonumber(ARGV[3])
if not now then
  local time = redis.call("TIME")
  now = time[1] * 1000 + time[2] / 1000
end
local full_at = tonumber(redis.call("GET", KEYS[1]) or now)
local next = math.min(math.max(full_at, now), now + refill) + price
local wait = next - now - refill
if wait > 0.01 then return math.ceil(wait) end
redis.call("SET", KEYS[1], string.format("%.3f", next), "PX", math.max(1, math.ceil(next - now)))
return 0
`;

/**
 * Buckets shared by all nodes. While Redis cannot be reached, or takes no writes, each node counts for itself, from full
 * buckets: limits are then looser by the number of nodes, but they never disappear, and nobody is refused for Redis' sake.
 */
export class RedisLimiter implements Limiter {
  readonly #redis: Redis;
  readonly #take: (key: string, ...rest: (string | number)[]) => Promise<number>;
  readonly #local: MemoryLimiter;
  readonly #now: (() => number) | null;

  /** `now` replaces Redis' own clock, which is the one that all nodes share. */
  static async open(
    options: Omit<RedisConnectionOptions, "name" | "batched"> & { readonly now?: () => number },
  ): Promise<RedisLimiter> {
    return new RedisLimiter(await connectRedis({ ...options, name: "limiter", batched: true }), options.now ?? null);
  }

  private constructor(redis: Redis, now: (() => number) | null) {
    this.#redis = redis;
    this.#now = now;
    this.#local = new MemoryLimiter(now ?? Date.now);
    this.#take = defineScript(redis, "takeTokens", takeTokens);
  }

  async take(key: string, rate: Rate, cost = 1): Promise<number> {
    if (cost > rate.capacity) throw new RangeError(`${cost} tokens never fit a bucket of ${rate.capacity}`);
    if (this.#redis.status !== "ready") return this.#local.take(key, rate, cost);
    try {
      return await this.#take(
        `parlor:limit:${key}`,
        rate.refill_ms,
        (cost * rate.refill_ms) / rate.capacity,
        this.#now?.() ?? "",
      );
    } catch {
      return this.#local.take(key, rate, cost);
    }
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }
}
