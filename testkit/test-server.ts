import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Logger, pino } from "pino";
import { type Config, parseConfig } from "#server/config.ts";
import type { SiteFile } from "#server/http/site.ts";
import { type ParlorServer, startServer } from "#server/server.ts";

export interface TestServerOptions {
  /** Kept when given (for restarts); otherwise a new folder, removed at the end. */
  readonly data_dir?: string;
  readonly port?: number;
  readonly env?: Record<string, string>;
  /** Lifts every rate limit, for stories about volume. */
  readonly unlimited?: boolean;
  /** The built web client, for browser tests. */
  readonly site?: readonly SiteFile[];
  /** Where the log goes, for tests that read it. */
  readonly log?: Logger;
}

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly data_dir: string;
  readonly server: ParlorServer;
  /** Moves the server's clock forward by so many milliseconds. */
  advance(ms: number): void;
  stop(): Promise<void>;
}

/** A real server in this process: both doors, the real store, cheap password hashes, a clock that can be moved. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const data_dir = options.data_dir ?? (await mkdtemp(join(tmpdir(), "parlor-test-")));
  const env = { HOST: "127.0.0.1", PORT: String(options.port ?? 0), DATA_DIR: data_dir, LOG_LEVEL: "silent", ...options.env };
  const parsed = parseConfig(env);
  const config: Config = options.unlimited ? { ...parsed, rates: unlimited(parsed) } : parsed;
  let ahead = 0;
  const log = options.log ?? pino({ level: process.env.TEST_LOG ?? "silent" });
  const site = options.site ?? null;
  const server = await startServer(config, { site, now: () => Date.now() + ahead, bcryptCost: 4, presenceGraceMs: 50, log });
  let stopped: Promise<void> | null = null;
  const stop = () => (stopped ??= server.stop());
  return {
    url: server.url,
    port: Number(new URL(server.url).port),
    data_dir,
    server,
    advance: (ms) => {
      ahead += ms;
    },
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
      if (!options.data_dir) await rm(data_dir, { recursive: true, force: true });
    },
  };
}

/** Every rate limit lifted. */
export function unlimited({ rates }: Pick<Config, "rates">): Config["rates"] {
  const free = Object.keys(rates).map((name) => [name, { capacity: 1e9, refill_ms: 1 }]);
  return Object.fromEntries(free) as Config["rates"];
}
