import type { Logger } from "pino";
import { MemoryPresence } from "./memory-presence.ts";
import type { PresenceStore } from "./presence-store.ts";

/** `database` names the database of this node, the same on every node that uses it; see RedisPresenceOptions. */
export async function openPresence(
  config: { readonly redis_url: string | null },
  log: Logger,
  database: string,
): Promise<PresenceStore> {
  if (!config.redis_url) return new MemoryPresence();
  const { RedisPresence } = await import("./redis-presence.ts");
  return RedisPresence.open({ url: config.redis_url, log, database });
}
