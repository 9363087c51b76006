import type { Config } from "./config.ts";
import { lockDataFolder } from "./data-lock.ts";
import { SingleNodeLock } from "./single-node-lock.ts";
import type { StartError } from "./start-error.ts";

export interface NodeLock extends AsyncDisposable {
  /** Names the database of this node: the same on all nodes that may work together. */
  readonly database: string;
}

/**
 * Refuses a second node where nodes could not work together: they need one PostgreSQL and one Redis. `onTaken` hears when
 * another node has taken this one's place while it was cut off.
 */
export async function lockNode(
  config: Pick<Config, "data_dir" | "database_url" | "redis_url">,
  onTaken: (reason: StartError) => void,
): Promise<NodeLock> {
  const { data_dir, database_url, redis_url } = config;
  if (!database_url) {
    const folder = lockDataFolder(data_dir);
    return { database: `sqlite:${folder.id}`, [Symbol.asyncDispose]: async () => folder[Symbol.dispose]() };
  }
  const database = "postgres";
  if (redis_url) return { database, [Symbol.asyncDispose]: async () => {} };
  const lock = await SingleNodeLock.take(database_url, { onTaken });
  return { database, [Symbol.asyncDispose]: () => lock[Symbol.asyncDispose]() };
}
