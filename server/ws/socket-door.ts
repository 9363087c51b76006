import type { Server, WebSocketHandler } from "bun";
import {
  type ErrorFrame,
  protocolVersion,
  type ReadyFrame,
  type RequestFrame,
  type ResultFrame,
  requestFrame,
} from "#protocol/frames.ts";
import { limits } from "#protocol/limits.ts";
import type { OwnAccount } from "#protocol/objects/account.ts";
import type { OwnGuest } from "#protocol/objects/room.ts";
import type { SignedIn } from "../caller.ts";
import type { Context } from "../context.ts";
import { dispatch, type Registry } from "../dispatch.ts";
import { countUp } from "../metrics.ts";
import type { SocketCall } from "../operations/operation.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { Connection } from "./connection.ts";
import type { Hub } from "./hub.ts";
import type { PresenceTracker } from "./presence-tracker.ts";

/** Requests of one socket that may wait for their answers at a time. */
const maxPending = 256;

/**
 * The socket door: one connection per open socket, frames in, answers and events out. Mistakes of a client get an error
 * frame and never cost it the connection; only what breaks WebSocket itself (a frame too large) does.
 */
export class SocketDoor {
  #isDraining = false;

  constructor(
    private readonly context: Context,
    private readonly registry: Registry,
    private readonly hub: Hub,
    private readonly presence: PresenceTracker,
  ) {}

  /** For `Bun.serve`. Publishes larger than a socket's backlog allows close that socket; it resumes by rev. */
  get handler(): WebSocketHandler<Connection> {
    return {
      maxPayloadLength: limits.frame_bytes,
      backpressureLimit: limits.socket_backlog_bytes,
      closeOnBackpressureLimit: true,
      idleTimeout: 120,
      sendPings: true,
      perMessageDeflate: false,
      open: (socket) => {
        socket.data.socket = socket;
        this.#open(socket.data).catch((error: unknown) => this.context.log.error({ err: error }, "socket could not be opened"));
      },
      message: (socket, data) => {
        this.#receive(socket.data, data).catch((error: unknown) => this.context.log.error({ err: error }, "socket frame failed"));
      },
      close: (socket, code) => this.#close(socket.data, code),
    };
  }

  /** Takes the request over when it is a WebSocket handshake; the caller has been established already. */
  upgrade(request: Request, server: Server<Connection>, caller: SignedIn): boolean {
    return !this.#isDraining && server.upgrade(request, { data: new Connection(caller) });
  }

  /** From now on new requests are refused with `restarting`; resolves when those in flight are answered. */
  async drain(timeoutMs: number): Promise<void> {
    this.#isDraining = true;
    const until = Date.now() + timeoutMs;
    const isBusy = () => [...this.hub.connections()].some((connection) => connection.pending > 0);
    while (isBusy() && Date.now() < until) await Bun.sleep(5);
  }

  async #open(connection: Connection): Promise<void> {
    this.context.metrics.socketsOpened++;
    this.hub.add(connection);
    this.presence.arrive(connection);
    const { context } = this;
    const { caller } = connection;
    const op = caller.kind === "account" ? "account.get" : "guest.get";
    const answer = await dispatch(context, this.registry, { op, input: {}, caller, door: "socket" });
    if (!answer.ok) return connection.close("signed_out");
    const ready: ReadyFrame = {
      event: "ready",
      data: {
        account: caller.kind === "account" ? (answer.value as OwnAccount) : null,
        guest: caller.kind === "guest" ? (answer.value as OwnGuest) : null,
        session: caller.session,
        protocol: protocolVersion,
        server_time: context.now(),
        limits: {
          message_max_length: context.config.message_max_length,
          file_max_bytes: limits.file_bytes,
          picture_max_bytes: limits.picture_bytes,
        },
      },
    };
    connection.send(JSON.stringify(ready));
  }

  #close(connection: Connection, code: number): void {
    countUp(this.context.metrics.socketsClosed, code);
    connection.socket = null;
    this.hub.remove(connection);
    this.presence.depart(connection);
  }

  async #receive(connection: Connection, data: string | Buffer): Promise<void> {
    const frame = readFrame(data);
    if (frame.problem) return this.#answer(connection, frame.id, frame.problem);
    const { id, op, input } = frame.request;
    if (this.#isDraining) return this.#answer(connection, id, refuse("restarting", { retry_after_ms: 1_000 }));
    const wait = connection.takeToken(this.context.now(), this.context.config.rates.socket);
    if (wait > 0 || connection.pending >= maxPending) {
      return this.#answer(connection, id, refuse("rate_limited", { retry_after_ms: Math.ceil(wait) || 100 }));
    }

    connection.pending++;
    const outcome = await dispatch(this.context, this.registry, {
      op,
      input,
      caller: connection.caller,
      door: "socket",
      socket: this.#call(connection),
    });
    connection.pending--;
    if (!outcome.ok) return this.#answer(connection, id, outcome.refusal);
    const result: ResultFrame = { id, result: outcome.value };
    connection.send(JSON.stringify(result));
  }

  #answer(connection: Connection, id: number | null, refusal: Refusal): void {
    const frame: ErrorFrame = { id, error: refusal.toProblem() };
    connection.send(JSON.stringify(frame));
  }

  #call(connection: Connection): SocketCall {
    return {
      follow: (conversations) => this.#follow(connection, conversations),
      startAt: (conversation, rev) => this.hub.startAt(conversation, rev),
      setIdle: (idle) => this.presence.setIdle(connection, idle),
    };
  }

  async #follow(connection: Connection, conversations: readonly string[]): Promise<void> {
    const wanted = new Set(conversations);
    for (const old of connection.following) if (!wanted.has(old)) this.hub.unfollowConversation(connection, old);
    await Promise.all([
      this.hub.followFeed(connection),
      ...conversations.map((id) => this.hub.followConversation(connection, id)),
    ]);
    for (const id of conversations) this.presence.enter(connection.caller.id, id);
  }
}

type ReadFrame = { id: number | null; problem: Refusal; request?: never } | { problem: null; request: RequestFrame };

function readFrame(data: string | Buffer): ReadFrame {
  if (typeof data !== "string") return { id: null, problem: refuse("bad_request", { message: "Frames are JSON text." }) };
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    return { id: null, problem: refuse("bad_request", { message: "The frame is not JSON." }) };
  }
  const parsed = requestFrame.safeParse(json);
  if (parsed.success) return { problem: null, request: parsed.data };
  const id = (json as { id?: unknown } | null)?.id;
  const field = parsed.error.issues[0]?.path.join(".");
  return { id: Number.isSafeInteger(id) ? (id as number) : null, problem: refuse("bad_request", field ? { field } : {}) };
}
