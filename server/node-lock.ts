import type { Config } from "./config.ts";
import { lockDataFolder } from "./data-lock.ts";
import type { StartError } from "./start-error.ts";

const refusals = {
  alone: "Another Parlor already uses the database of DATABASE_URL. Several nodes need REDIS_URL too.",
  together:
    "A Parlor without REDIS_URL already uses the database of DATABASE_URL: stop it, or give every node the same REDIS_URL.",
};

export interface NodeLock extends AsyncDisposable {
  /** Names the database of this node: the same on all nodes that may work together. Asked once its schema is there. */
  identify(): Promise<string>;
}

/**
 * Refuses a second node where nodes could not work together: they need one PostgreSQL and one Redis. `onTaken` hears when
 * another node has taken this one's place while it was cut off.
 */
export async function lockNode(
  { data_dir, database_url, redis_url }: Pick<Config, "data_dir" | "database_url" | "redis_url">,
  onTaken: (reason: StartError) => void,
): Promise<NodeLock> {
  if (database_url) {
    // Loaded only where it is wanted, as the store of PostgreSQL is.
    const { DatabaseLock } = await import("./database-lock.ts");
    const company = redis_url ? "together" : "alone";
    return DatabaseLock.take(database_url, { company, refusal: refusals[company], onTaken });
  }
  const folder = lockDataFolder(data_dir);
  return { identify: async () => `sqlite:${folder.id}`, [Symbol.asyncDispose]: async () => folder[Symbol.dispose]() };
}
