import { join } from "node:path";
import type { Rate, RateName } from "#protocol/limits.ts";
import { parseConfig } from "#server/config.ts";
import { readSite } from "#server/http/site.ts";
import { type ParlorServer, startServer } from "#server/server.ts";
import { answerParent } from "./process/answer-parent.ts";

/**
 * The real server, in a process of its own and as it is: only its rate limits are raised, through its configuration,
 * because a thousand people of the load share one address.
 */
let server: ParlorServer | null = null;

/** Starts it on a folder that was filled before, with the web client if a browser is to visit; returns its port. */
async function start({ folder, isVisited }: { folder: string; isVisited: boolean }): Promise<number> {
  const config = parseConfig({ PORT: "0", DATA_DIR: folder, LOG_LEVEL: "warn" });
  const raised = Object.keys(config.rates).map((name) => [name, { capacity: 1_000_000_000, refill_ms: 1_000 } satisfies Rate]);
  const site = isVisited ? await readSite(join(import.meta.dir, "../dist")) : null;
  server = await startServer({ ...config, rates: Object.fromEntries(raised) as Record<RateName, Rate> }, { site });
  return Number(new URL(server.url).port);
}

answerParent({ start, stop: () => server?.stop() });
