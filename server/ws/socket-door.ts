import type { Server, WebSocketHandler } from "bun";
import type { CloseReason } from "#protocol/close-codes.ts";
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
import { recheckCaller } from "../authenticate.ts";
import type { SignedIn } from "../caller.ts";
import type { Context } from "../context.ts";
import { dispatch, type Registry } from "../dispatch.ts";
import { countUp } from "../metrics.ts";
import type { SocketCall } from "../operations/operation.ts";
import { Refusal, refuse } from "../refusal.ts";
import { Connection } from "./connection.ts";
import type { Hub } from "./hub.ts";
import type { PresenceTracker } from "./presence-tracker.ts";
import { closeSlowReaders } from "./slow-readers.ts";

/** Requests of one socket that may wait for their answers at a time. */
const maxPending = 256;

/**
 * The socket door: one connection per open socket, frames in, answers and events out. Mistakes of a client get an error
 * frame and never cost it the connection; only what breaks WebSocket itself (a frame too large) does, and a stream of
 * frames that are no requests.
 */
export class SocketDoor {
  #isDraining = false;

  constructor(
    private readonly context: Context,
    private readonly registry: Registry,
    private readonly hub: Hub,
    private readonly presence: PresenceTracker,
  ) {}

  /** For `Bun.serve`. A socket for which far too much waits is cut without a word; it resumes by rev. */
  get handler(): WebSocketHandler<Connection> {
    return {
      maxPayloadLength: limits.frame_bytes,
      backpressureLimit: limits.socket_backlog_max_bytes,
      closeOnBackpressureLimit: true,
      idleTimeout: 120,
      sendPings: true,
      perMessageDeflate: false,
      open: (socket) => {
        const connection = socket.data;
        connection.socket = socket;
        connection.opening = this.#open(connection)
          .catch((error: unknown) => {
            this.context.log.error({ err: error }, "socket could not be opened");
            connection.close("unavailable");
          })
          .finally(() => {
            connection.opening = null;
          });
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

  /** From now on new requests are refused with `restarting`. */
  refuseNew(): void {
    this.#isDraining = true;
  }

  /** Whether a request has not been answered yet. */
  isBusy(): boolean {
    for (const connection of this.hub.connections()) if (connection.pending > 0) return true;
    return false;
  }

  /** Politely, where there is time for it. */
  closeSlowReaders(): void {
    closeSlowReaders(this.hub.connections());
  }

  async #open(connection: Connection): Promise<void> {
    const { context } = this;
    context.metrics.socketsOpened++;
    this.hub.add(connection);
    // What was revoked since the handshake was cut before the hub knew this socket: only a look after that cannot miss it.
    const caller = await recheckCaller(context, connection.caller);
    if (caller instanceof Refusal) return connection.close(whyNotOpened(caller));
    if (!connection.socket) return;
    connection.caller = caller;
    this.presence.arrive(connection);
    const siblings = this.hub.ofPerson(caller.id);
    for (const oldest of siblings.slice(0, -limits.sockets_per_person)) oldest.close("replaced");
    const op = caller.kind === "account" ? "account.get" : "guest.get";
    const answer = await dispatch(context, this.registry, { op, input: {}, caller, door: "socket" });
    if (!answer.ok) return connection.close(whyNotOpened(answer.refusal));
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
    const wait = connection.takeToken(this.context.now(), this.context.config.rates.socket);
    if (frame.problem) return wait > 0 ? connection.close("protocol_error") : this.#answer(connection, frame.id, frame.problem);
    const { id, op, input } = frame.request;
    if (this.#isDraining) return this.#answer(connection, id, refuse("restarting", { retry_after_ms: 1_000 }));
    if (wait > 0 || connection.pending >= maxPending) {
      return this.#answer(connection, id, refuse("rate_limited", { retry_after_ms: Math.ceil(wait) || 100 }));
    }

    connection.pending++;
    if (connection.opening !== null) await connection.opening;
    if (!connection.socket) return;
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
      followed: () => [...connection.following],
      follow: (conversations) => this.#follow(connection, conversations),
      unfollow: (conversations) => this.#unfollow(connection, conversations),
      startAt: (conversation, rev) => this.hub.startAt(conversation, rev),
      setIdle: (idle) => this.presence.setIdle(connection, idle),
    };
  }

  async #follow(connection: Connection, conversations: readonly string[]): Promise<void> {
    await Promise.all([
      this.hub.followFeed(connection),
      ...conversations.map((id) => this.hub.followConversation(connection, id)),
    ]);
    for (const id of conversations) this.presence.enter(connection.caller.id, id);
  }

  #unfollow(connection: Connection, conversations: readonly string[]): void {
    for (const id of conversations) {
      this.hub.unfollowConversation(connection, id);
      this.presence.leave(connection.caller.id, id);
    }
  }
}

/** Only the end of a session signs people out: what is wrong with the server must not cost them what their device holds. */
function whyNotOpened({ code }: Refusal): CloseReason {
  if (code === "session_expired" || code === "not_signed_in") return "signed_out";
  return code === "account_blocked" ? "blocked" : "unavailable";
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
