import type { Rate, RateName } from "#protocol/limits.ts";
import { parseConfig } from "#server/config.ts";
import { type ParlorServer, startServer } from "#server/server.ts";
import { answerParent } from "./process/answer-parent.ts";

/** One of several nodes, in a process of its own; as in server.ts only the limits are raised. */
let server: ParlorServer | null = null;

async function start(env: Record<string, string>): Promise<number> {
  const config = parseConfig({ PORT: "0", LOG_LEVEL: "warn", ...env });
  const raised = Object.keys(config.rates).map((name) => [name, { capacity: 1_000_000_000, refill_ms: 1_000 } satisfies Rate]);
  server = await startServer({ ...config, rates: Object.fromEntries(raised) as Record<RateName, Rate> }, { site: null });
  return Number(new URL(server.url).port);
}

answerParent({ start, stop: () => server?.stop() });
