import { batch } from "@preact/signals-core";
import type { ParlorEvent } from "#protocol/events.ts";
import type { ReadyFrame, ServerFrame } from "#protocol/frames.ts";
import type { Input, OperationName, Output } from "#protocol/operations/index.ts";
import type { Clock, TimerHandle } from "./clock.ts";
import type { SocketLike } from "./dependencies.ts";
import { Requests } from "./requests.ts";
import { type Result, unreachable } from "./result.ts";

/** From opening to the server's `ready`. */
const greeting_ms = 15_000;
/** The server pings on the WebSocket level, which scripts cannot see; so silence is broken by a request of our own. */
const silence_ms = 45_000;
const probe_ms = 5_000;
const request_ms = 30_000;
/** What `close` reports when the line is given up from this side; no server sends it. */
const droppedCode = 4_999;

export interface LinkHooks {
  ready(data: ReadyFrame["data"]): void;
  event(event: ParlorEvent): void;
  /** Once, and last: nothing is reported after it. */
  closed(code: number): void;
}

/** One socket from opening to closing: its frames, its requests in flight, and the watch over a silent line. */
export class Link {
  readonly #requests: Requests;
  #open = true;
  #greeted = false;
  #lastHeard: number;
  #watch: TimerHandle;

  constructor(
    private readonly socket: SocketLike,
    private readonly clock: Clock,
    private readonly hooks: LinkHooks,
  ) {
    this.#requests = new Requests(clock, (text) => socket.send(text));
    this.#lastHeard = clock.now();
    this.#watch = clock.setTimeout(() => this.drop(), greeting_ms);
    socket.addEventListener("message", ({ data }) => this.#receive(data));
    socket.addEventListener("close", ({ code }) => this.#end(code));
  }

  ask<N extends OperationName>(op: N, input: Input<N>, timeout_ms = request_ms): Promise<Result<Output<N>>> {
    return this.#open && this.#greeted ? this.#requests.ask(op, input, timeout_ms) : Promise.resolve(unreachable());
  }

  /** Asks the server for a sign of life; the link ends when none comes within five seconds. */
  async probe(): Promise<void> {
    const heardBefore = this.#lastHeard;
    const { ok } = await this.ask("server.get", {}, probe_ms);
    if (!ok && this.#lastHeard === heardBefore) this.drop();
  }

  /** Gives the line up: it is dead, or its server can no longer be followed. */
  drop(): void {
    this.#end(droppedCode);
  }

  #receive(data: unknown): void {
    if (!this.#open) return;
    this.#lastHeard = this.clock.now();
    const frames = parse(data);
    if (!frames) this.drop();
    else
      batch(() => {
        for (const frame of frames) this.#dispatch(frame);
      });
  }

  #dispatch(frame: ServerFrame): void {
    if (!this.#open) return;
    if (!("event" in frame)) {
      this.#requests.answer(frame);
    } else if (frame.event === "ready") {
      this.#greeted = true;
      this.#rewatch(silence_ms);
      this.hooks.ready(frame.data);
    } else {
      this.hooks.event(frame);
    }
  }

  #rewatch(ms: number): void {
    this.clock.clearTimeout(this.#watch);
    this.#watch = this.clock.setTimeout(() => void this.#check(), ms);
  }

  async #check(): Promise<void> {
    const silent = this.clock.now() - this.#lastHeard;
    if (silent >= silence_ms) await this.probe();
    if (this.#open) this.#rewatch(Math.max(silence_ms - (this.clock.now() - this.#lastHeard), 1_000));
  }

  #end(code: number): void {
    if (!this.#open) return;
    this.#open = false;
    this.clock.clearTimeout(this.#watch);
    this.#requests.abandon();
    this.socket.close();
    this.hooks.closed(code);
  }
}

/** The server is trusted about what its frames contain, not about being the server: a proxy may answer in its place. */
function parse(data: unknown): readonly ServerFrame[] | null {
  try {
    const packet: unknown = JSON.parse(String(data));
    const frames = Array.isArray(packet) ? packet : [packet];
    return frames.every((frame) => typeof frame === "object" && frame !== null) ? frames : null;
  } catch {
    return null;
  }
}
