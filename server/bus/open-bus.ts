import type { Logger } from "pino";
import type { Bus } from "./bus.ts";
import { MemoryBus } from "./memory-bus.ts";
import { RedisBus } from "./redis-bus.ts";

export async function openBus(config: { readonly redis_url: string | null }, log: Logger): Promise<Bus> {
  return config.redis_url ? await RedisBus.open({ url: config.redis_url, log }) : new MemoryBus();
}
