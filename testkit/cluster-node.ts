/**
 * A node of a cluster as a program of its own: the real server, set up by the environment like any other, with cheap
 * password hashes, no rate limits and a clock that its parent can move.
 */
import { parseConfig } from "#server/config.ts";
import { startServer } from "#server/server.ts";
import { unlimited } from "./test-server.ts";

export type NodeCommand = { readonly kind: "advance"; readonly ms: number } | { readonly kind: "clean_rooms" };
export type NodeAnswer = { readonly kind: "listening"; readonly url: string } | { readonly kind: "done" };

/** How to start it. */
export const nodeProgram: readonly string[] = [process.execPath, import.meta.path];

if (import.meta.main) await run();

async function run(): Promise<void> {
  let ahead = 0;
  const config = parseConfig(process.env);
  const server = await startServer(
    { ...config, rates: unlimited(config) },
    { site: null, now: () => Date.now() + ahead, bcryptCost: 4, presenceGraceMs: 50 },
  );
  const answer = (message: NodeAnswer) => void process.send?.(message);
  process.on("message", async (command: NodeCommand) => {
    if (command.kind === "advance") ahead += command.ms;
    else await server.cleanRooms();
    answer({ kind: "done" });
  });
  process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)));
  // The test is gone, in whatever way.
  process.once("disconnect", () => process.exit(1));
  answer({ kind: "listening", url: server.url });
}
