import type { Logger } from "pino";
import type { ConversationId } from "#protocol/ids.ts";
import { openBlobs } from "./blobs/open-blobs.ts";
import { openBus } from "./bus/open-bus.ts";
import type { Config } from "./config.ts";
import type { Context } from "./context.ts";
import { settleLobby } from "./domain/settle-lobby.ts";
import { tellPresence } from "./domain/tell-presence.ts";
import { Exposition } from "./exposition/exposition.ts";
import { HttpDoor } from "./http/http-door.ts";
import { problemResponse } from "./http/responses.ts";
import type { SiteFile } from "./http/site.ts";
import { EmptyRooms } from "./jobs/empty-rooms.ts";
import { removeEndedSessions } from "./jobs/ended-sessions.ts";
import { schedule } from "./jobs/schedule.ts";
import { LastSeen } from "./last-seen.ts";
import { MemoryLimiter } from "./limiter/memory-limiter.ts";
import { openLimiter } from "./limiter/open-limiter.ts";
import { createLog } from "./logging.ts";
import { Metrics } from "./metrics.ts";
import { lockNode } from "./node-lock.ts";
import { registry } from "./operations/registry.ts";
import { createPasswordHasher } from "./passwords.ts";
import { openPresence } from "./presence/open-presence.ts";
import { refuse } from "./refusal.ts";
import { createSeal } from "./seal.ts";
import { loadSecrets } from "./secrets.ts";
import type { StartError } from "./start-error.ts";
import { openStore } from "./store/open-store.ts";
import { createTickets } from "./tickets.ts";
import { createTokens } from "./tokens.ts";
import { watchedStore } from "./watched-store.ts";
import type { Connection } from "./ws/connection.ts";
import { sendControl } from "./ws/control.ts";
import { Hub } from "./ws/hub.ts";
import { emitOn, LiveSockets } from "./ws/live-sockets.ts";
import { PresenceTracker } from "./ws/presence-tracker.ts";
import { SocketDoor } from "./ws/socket-door.ts";

/** What a test may hand in; a server that people use takes none of it. */
export interface ServerOptions {
  /** The built web client; null while there is none. */
  readonly site: readonly SiteFile[] | null;
  readonly now?: () => number;
  readonly bcryptCost?: number;
  readonly presenceGraceMs?: number;
  readonly log?: Logger;
}

export interface ParlorServer {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  readonly context: Context;
  /** Resolves with the reason when others have taken this node's place; it stops by itself then. */
  readonly lost: Promise<StartError>;
  /** Rooms are looked at now, not at the next turn. */
  cleanRooms(): Promise<void>;
  /** Answers what is in flight, asks clients to come back (1012), then lets go of everything. */
  stop(): Promise<void>;
}

/** How often rooms are looked at whether they are empty. */
const jobsEveryMs = 5_000;
/** Ended sessions are deleted within a day; a turn comes often enough for a server that is restarted every night. */
const endedSessionsEveryMs = 3_600_000;
/** How often live sockets are held against the database while other nodes cannot be heard. */
const recheckEveryMs = 3_000;
/** How often it is looked whether sockets have readers that do not keep up. */
const backlogsEveryMs = 1_000;
/** How long requests in flight may take to finish when the server stops. */
const drainMs = 5_000;
/** Sockets closed at a time, so that a full node does not send everybody elsewhere in one instant. */
const closeBatch = 500;

/**
 * Builds a node from its parts and opens both doors. Throws StartError when it cannot run as configured; what it had taken
 * by then it lets go.
 */
export async function startServer(config: Config, options: ServerOptions): Promise<ParlorServer> {
  await using parts = new AsyncDisposableStack();
  const now = options.now ?? Date.now;
  const log = options.log ?? createLog(config);
  const metrics = new Metrics();
  const lost = Promise.withResolvers<StartError>();
  const lock = parts.use(await lockNode(config, lost.resolve));
  const secrets = loadSecrets(config);
  const store = watchedStore(opened(parts, await openStore(config)), metrics, log);
  const blobs = opened(parts, await openBlobs(config));
  if (config.redis_url && !config.blobs_url)
    log.warn("Files are kept in DATA_DIR of this node: set BLOBS_URL, unless all nodes share that folder.");
  const bus = opened(parts, await openBus(config, log));
  const limiter = opened(parts, await openLimiter(config, log, now));
  const presence = opened(parts, await openPresence(config, log, await lock.identify()));
  const tokens = createTokens({ secret: secrets.jwt, now });
  const context: Context = {
    config,
    store,
    blobs,
    limiter,
    requestLimiter: new MemoryLimiter(now),
    presence,
    tokens,
    tickets: createTickets({ secret: secrets.jwt, limiter, now }),
    seal: createSeal(secrets.jwt),
    passwords: createPasswordHasher({ decoySecret: secrets.prelogin, cost: options.bcryptCost }),
    log,
    metrics,
    now,
    emit: (event) => emitOn(bus, event),
    cut: (target) => sendControl(bus, target),
  };
  await settleLobby(store, { isOn: config.lobby, now: now() });

  let isDraining = false;
  const lastSeen = new LastSeen(context);
  const hub = new Hub(bus, (topic, packet) => listener.publish(topic, packet, false));
  const tracker = new PresenceTracker({
    store: presence,
    tellConversation: (id, online_count) =>
      context.emit({ event: "conversation.presence", data: { conversation: id as ConversationId, online_count } }),
    tellContacts: (person) => tellPresence(context, person),
    onGone: (person) => lastSeen.note(person),
    onError: (error) => {
      // What a stopping node still has to tell it tells to nobody.
      if (!isDraining) log.warn({ err: error }, "presence could not be reported");
    },
    graceMs: options.presenceGraceMs,
  });
  parts.defer(() => tracker.close());
  const sockets = new SocketDoor(context, registry, hub, tracker);
  const live = new LiveSockets(context, hub, tracker);
  await live.listen(bus);

  const exposition = new Exposition({ metrics, hub, store, bus, presence });
  const http = new HttpDoor({
    context,
    registry,
    bus,
    site: options.site,
    isDraining: () => isDraining,
    metrics: () => exposition.read(),
  });
  const listener = Bun.serve<Connection>({
    hostname: config.host,
    port: config.port,
    // Its page for errors would show the stack to whoever asked.
    development: false,
    // Outside development Bun shares a port with whoever else listens on it: half of the people would reach another server.
    reusePort: false,
    ...(config.tls && { tls: { cert: Bun.file(config.tls.cert), key: Bun.file(config.tls.key) } }),
    async fetch(request, server) {
      const peer = server.requestIP(request)?.address ?? null;
      if (new URL(request.url).pathname !== "/ws") return http.handle(request, peer);
      const caller = await http.admitSocket(request, peer);
      if (caller instanceof Response) return caller;
      if (sockets.upgrade(request, server, caller)) return undefined;
      return problemResponse(refuse(isDraining ? "restarting" : "bad_request"));
    },
    websocket: sockets.handler,
  });
  parts.defer(() => listener.stop(true));

  const emptyRooms = new EmptyRooms(context);
  parts.use(schedule("empty rooms", jobsEveryMs, log, () => emptyRooms.run()));
  parts.use(schedule("ended sessions", endedSessionsEveryMs, log, () => removeEndedSessions(context)));
  parts.use(schedule("slow readers", backlogsEveryMs, log, async () => sockets.closeSlowReaders()));
  parts.use(schedule("check of live sockets", recheckEveryMs, log, () => live.recheckWhileAway(bus)));

  const running = parts.move();
  let stopped: Promise<void> | null = null;
  const stop = async () => {
    isDraining = true;
    sockets.refuseNew();
    await answered(() => listener.pendingRequests > 0 || sockets.isBusy());
    hub.flush();
    await closeSockets(hub);
    await running.disposeAsync();
  };
  const server: ParlorServer = {
    url: listener.url.origin,
    context,
    lost: lost.promise,
    cleanRooms: () => emptyRooms.run(),
    stop: () => (stopped ??= stop()),
  };
  void lost.promise.then((reason) => {
    log.fatal(reason.message);
    return server.stop();
  });
  return server;
}

function opened<T extends { close(): Promise<void> }>(parts: AsyncDisposableStack, part: T): T {
  return parts.adopt(part, () => part.close());
}

/** Resolves when nothing is in flight any more, down to the last byte of each answer, or when the time for that is over. */
async function answered(isBusy: () => boolean): Promise<void> {
  const until = Date.now() + drainMs;
  while (isBusy() && Date.now() < until) await Bun.sleep(5);
}

async function closeSockets(hub: Hub): Promise<void> {
  const connections = [...hub.connections()];
  for (let from = 0; from < connections.length; from += closeBatch) {
    for (const connection of connections.slice(from, from + closeBatch)) connection.close("restarting");
    await Bun.sleep(0);
  }
}
