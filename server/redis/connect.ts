/**
 * Connections to Redis as every seam that lives there wants them: what cannot be sent now fails now. Nothing waits in a
 * queue for Redis to come back and nothing is sent twice, so that each seam can say what it does without Redis.
 */
import { Redis, type RedisOptions, ReplyError } from "ioredis";
import type { Logger } from "pino";
import { StartError } from "../start-error.ts";

export interface RedisConnectionOptions {
  readonly url: string;
  /** What the connection is for, as `CLIENT LIST` and the log show it. */
  readonly name: string;
  readonly log: Pick<Logger, "info" | "warn">;
  /** An answer that is due for this long means that the connection is dead, even when it looks open. */
  readonly silence_ms?: number;
  /** Commands of one tick travel together. */
  readonly batched?: boolean;
}

const longestRetryMs = 2_000;

/** Resolves with a connection that is up and comes back by itself; rejects with a StartError when it never was. */
export async function connectRedis(options: RedisConnectionOptions): Promise<Redis> {
  const { name, log, silence_ms = 2_000 } = options;
  const redis = new Redis({
    ...parseRedisUrl(options.url),
    connectionName: `parlor-${name}`,
    lazyConnect: true,
    connectTimeout: 2 * silence_ms,
    socketTimeout: silence_ms,
    enableAutoPipelining: options.batched ?? false,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    retryStrategy: (times) => Math.min(25 * 2 ** Math.min(times, 10), longestRetryMs) * (0.5 + Math.random() / 2),
  });
  let reason: Error | null = null;
  redis.on("error", (error: Error) => {
    reason = error;
  });
  try {
    await redis.connect();
    // ioredis goes on in database 0 when Redis has no database of the number asked for.
    if (reason) throw reason;
  } catch (error) {
    redis.disconnect();
    throw toStartError(redis, reason ?? error);
  }
  let lost = false;
  redis.on("reconnecting", () => {
    // Only the message: the error itself holds the command's arguments, and with them what people wrote.
    if (!lost) log.warn({ connection: name, reason: reason?.message }, "the connection to Redis is lost");
    lost = true;
  });
  redis.on("ready", () => {
    log.info({ connection: name }, "the connection to Redis is back");
    lost = false;
  });
  return redis;
}

/** True of a failure that the next connection heals; a command that Redis refused is a bug or a wrong set-up. */
export function isConnectionLoss(error: unknown): boolean {
  return !(error instanceof ReplyError);
}

type RedisServer = Pick<RedisOptions, "host" | "port" | "username" | "password" | "db" | "tls">;

/**
 * Only these parts of the address count. ioredis would take any of its options from the query, also those that the
 * promises above rest on.
 */
function parseRedisUrl(text: string): RedisServer {
  const url = URL.canParse(text) ? new URL(text) : null;
  const db = url && /^\/?(\d{0,5})$/.exec(url.pathname)?.[1];
  const username = url && decode(url.username);
  const password = url && decode(url.password);
  if (!url?.hostname || !/^rediss?:$/.test(url.protocol) || db == null || username === null || password === null)
    throw new StartError(
      "REDIS_URL must be an address such as redis://:password@host:6379/0, with special characters percent-encoded.",
    );
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port || 6379),
    db: Number(db),
    ...(username && { username }),
    ...(password && { password }),
    ...(url.protocol === "rediss:" && { tls: {} }),
  };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Why the server cannot start on this Redis: one sentence that names the place and never the password. */
export function toStartError(redis: Redis, error: unknown): StartError {
  const { host, port, tls } = redis.options;
  const place = `Redis at ${host}:${port} (REDIS_URL)`;
  const message = error instanceof Error ? error.message : "";
  if (/WRONGPASS|NOAUTH|invalid password/i.test(message))
    return new StartError(`${place} refuses the user name or password: correct them in REDIS_URL.`);
  if (error instanceof ReplyError) return new StartError(`${place} refuses to serve Parlor and says "${message}".`);
  const scheme = tls ? ", write redis:// if it has no TLS" : "";
  return new StartError(
    `${place} cannot be reached: start it, correct REDIS_URL${scheme}, or leave REDIS_URL out to run a single node.`,
  );
}
