import type { Signal } from "@preact/signals-core";
import { closeCodes, reconnectAfter } from "#protocol/close-codes.ts";
import type { ParlorEvent } from "#protocol/events.ts";
import type { ReadyFrame } from "#protocol/frames.ts";
import type { SessionId } from "#protocol/ids.ts";
import type { Input, OperationName, Output } from "#protocol/operations/index.ts";
import { Backoff } from "./backoff.ts";
import type { TimerHandle } from "./clock.ts";
import type { ParlorDependencies } from "./dependencies.ts";
import { Link } from "./link.ts";
import { endsSession, type Result, unreachable } from "./result.ts";

/**
 * `offline`: not trying, or the platform says there is no network; `connecting`: a socket is being opened;
 * `syncing`: catching up; `live`: everything arrives as it happens; `waiting`: trying again at `retry_at`.
 */
export interface ConnectionStatus {
  state: "offline" | "connecting" | "syncing" | "live" | "waiting";
  /** Milliseconds since 1970 UTC, with `waiting`. */
  retry_at: number | null;
  /**
   * Why it will not try again by itself. `access_ended`: the guest is no longer in the room; `replaced`: this person has too
   * many connections, newer ones took this one's place; `outdated`: the server speaks a newer protocol, reload the app.
   */
  detail: null | "signed_out" | "blocked" | "access_ended" | "replaced" | "outdated";
}

/** The protocol this client speaks. */
const spoken: ReadyFrame["data"]["protocol"] = 1;
/** How far clients spread that come back at once after a restart. */
const returnSpread_ms = 1_000;
/** A connection that lived this long was a good one: the next failure is counted as the first. */
const proven_ms = 10_000;

export interface ConnectionHooks {
  /** The headers that open a socket. */
  admit(): Promise<Result<Record<string, string>>>;
  /** The server took no socket, for a reason that it cannot tell a script. */
  refused(): void;
  ready(data: ReadyFrame["data"]): void;
  event(event: ParlorEvent): void;
  /** Catches up on the new socket. */
  resume(): Promise<Result<void>>;
  live(): void;
  disconnected(): void;
  /** Whether a session that the server has ended was given up for another one. */
  isReplaced(session: SessionId): Promise<boolean>;
  /** This device is no longer signed in. */
  ended(why: "signed_out" | "blocked"): void;
}

/** Where it is and what belongs to being there: a socket or a timer, never both. */
type State =
  | { at: "stopped"; detail: ConnectionStatus["detail"] }
  | { at: "waiting"; timer: TimerHandle; until: number }
  | { at: "admitting" }
  | { at: "connecting" | "syncing"; link: Link }
  | { at: "live"; link: Link; since: number };

/**
 * Keeps one socket open for as long as it is wanted: stopped → admitting → connecting → syncing → live, and from any of them
 * to waiting and around again. Never gives up by itself, except where the server says that trying is of no use.
 */
export class Connection {
  #state: State = { at: "stopped", detail: null };
  /** Whose socket it is, or was last. */
  #session: SessionId | null = null;
  readonly #backoff: Backoff;
  #unwatchNetwork: () => void = () => undefined;

  constructor(
    private readonly dependencies: Pick<ParlorDependencies, "base_url" | "clock" | "random" | "openSocket" | "network">,
    private readonly status: Signal<ConnectionStatus>,
    private readonly hooks: ConnectionHooks,
  ) {
    this.#backoff = new Backoff(dependencies.random);
  }

  get isLive(): boolean {
    return this.#state.at === "live";
  }

  start(): void {
    if (this.#state.at !== "stopped") return;
    this.#unwatchNetwork = this.dependencies.network?.online.subscribe(() => this.wake()) ?? this.#unwatchNetwork;
    if (this.#state.at === "stopped") this.#connect();
  }

  stop(detail: ConnectionStatus["detail"] = null): void {
    this.#unwatchNetwork();
    this.#unwatchNetwork = () => undefined;
    const { link } = this.#state as { link?: Link };
    if (this.#state.at === "waiting") this.dependencies.clock.clearTimeout(this.#state.timer);
    this.#enter({ at: "stopped", detail });
    link?.drop();
    this.hooks.disconnected();
  }

  /** A request on the socket, once it is open; unreachable otherwise. */
  ask<N extends OperationName>(op: N, input: Input<N>): Promise<Result<Output<N>>> {
    return "link" in this.#state ? this.#state.link.ask(op, input) : Promise.resolve(unreachable());
  }

  /** Something says that now is a good moment: tries at once, or makes sure that a line which looks alive is. */
  wake(): void {
    if (this.#state.at === "waiting") {
      this.dependencies.clock.clearTimeout(this.#state.timer);
      this.#connect();
    } else if (this.#state.at === "live") void this.#state.link.probe();
  }

  /** Gives the socket up and starts anew with another. */
  drop(): void {
    if ("link" in this.#state) this.#state.link.drop();
  }

  #connect(): void {
    const state: State = { at: "admitting" };
    this.#enter(state);
    void this.hooks.admit().then((admission) => {
      if (this.#state !== state) return;
      if (admission.ok) return this.#open(admission.value);
      const why = endsSession(admission.problem);
      if (why) this.#end(why);
      else this.#wait(Math.max(this.#backoff.next(), admission.problem.retry_after_ms ?? 0));
    });
  }

  #open(headers: Record<string, string>): void {
    const { base_url, openSocket, clock } = this.dependencies;
    const url = new URL("/ws", base_url);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = tryTo(() => openSocket(url.href, headers));
    if (!socket) return this.#wait(this.#backoff.next());
    const link: Link = new Link(socket, clock, {
      ready: (data) => void this.#greet(link, data),
      event: (event) => this.hooks.event(event),
      closed: (code) => this.#closed(link, code),
    });
    this.#enter({ at: "connecting", link });
  }

  async #greet(link: Link, data: ReadyFrame["data"]): Promise<void> {
    if (data.protocol !== spoken) return this.stop("outdated");
    this.#session = data.session;
    this.#enter({ at: "syncing", link });
    this.hooks.ready(data);
    const resumed = await this.hooks.resume();
    if (!this.#isOn(link)) return;
    if (!resumed.ok) return link.drop();
    this.#enter({ at: "live", link, since: this.dependencies.clock.now() });
    this.hooks.live();
  }

  #closed(link: Link, code: number): void {
    if (!this.#isOn(link)) return;
    const { clock, random } = this.dependencies;
    if (this.#state.at === "connecting") this.hooks.refused();
    if (this.#state.at === "live" && clock.now() - this.#state.since >= proven_ms) this.#backoff.reset();
    this.hooks.disconnected();
    const reconnect = reconnectAfter(code);
    if (code === closeCodes.blocked.code) this.#end("blocked");
    else if (reconnect === "sign_in") void this.#endUnlessReplaced();
    else if (reconnect === "no") this.stop("replaced");
    else if (reconnect === "yes" && this.#state.at === "live") this.#wait(random() * returnSpread_ms);
    else this.#wait(this.#backoff.next());
  }

  async #endUnlessReplaced(): Promise<void> {
    const state: State = { at: "admitting" };
    this.#enter(state);
    const isReplaced = this.#session !== null && (await this.hooks.isReplaced(this.#session));
    if (this.#state !== state) return;
    if (isReplaced) this.#connect();
    else this.#end("signed_out");
  }

  #end(why: "signed_out" | "blocked"): void {
    this.stop(why);
    this.hooks.ended(why);
  }

  #wait(ms: number): void {
    const timer = this.dependencies.clock.setTimeout(() => this.#connect(), ms);
    this.#enter({ at: "waiting", timer, until: this.dependencies.clock.now() + ms });
  }

  #isOn(link: Link): boolean {
    return "link" in this.#state && this.#state.link === link;
  }

  #enter(state: State): void {
    this.#state = state;
    this.status.value = this.#describe(state);
  }

  #describe(state: State): ConnectionStatus {
    if (state.at === "stopped") return { state: "offline", retry_at: null, detail: state.detail };
    if (state.at === "syncing" || state.at === "live") return { state: state.at, retry_at: null, detail: null };
    // Without a network the tries go on, since the platform may be wrong, but there is no point in showing each.
    if (this.dependencies.network?.online.peek() === false) return { state: "offline", retry_at: null, detail: null };
    if (state.at === "waiting") return { state: "waiting", retry_at: state.until, detail: null };
    return { state: "connecting", retry_at: null, detail: null };
  }
}

/** A platform may refuse a socket by throwing, for instance by its security policy. */
function tryTo<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}
