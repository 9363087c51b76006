import type { Problem } from "#protocol/errors.ts";
import type { EventData, EventName, ParlorEvent } from "#protocol/events.ts";
import type { ReadyFrame, ServerFrame } from "#protocol/frames.ts";
import type { Input, OperationName, Output } from "#protocol/operations/index.ts";

/** A password-derived key as the server sees one; stories about the wire need no real derivation. */
export function fakeAuth(seed: string): string {
  return new Bun.CryptoHasher("sha256").update(seed).digest("base64url");
}

export const fakeKdf = { alg: "argon2id", m: 65_536, t: 3, p: 1, salt: "AAAAAAAAAAAAAAAAAAAAAA" } as const;

export class RefusedError extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.code}: ${problem.message}`);
  }
}

/** One person's access over HTTP with a bearer token: every call is one request, nothing is cached or retried. */
export class RawPerson {
  constructor(
    readonly base: string,
    readonly name: string,
    public access_token = "",
    public refresh_token = "",
    public id = "",
    public session = "",
  ) {}

  static async register(base: string, name: string): Promise<RawPerson> {
    const person = new RawPerson(base, name);
    await person.#signIn("auth.register", { username: name, kdf: fakeKdf, auth: fakeAuth(name) });
    return person;
  }

  static async login(base: string, name: string, auth = fakeAuth(name)): Promise<RawPerson> {
    const person = new RawPerson(base, name);
    await person.#signIn("auth.login", { login: name, auth });
    return person;
  }

  /** The access token lapses when a story moves the clock. */
  async signInAgain(): Promise<void> {
    await this.#signIn("auth.login", { login: this.name, auth: fakeAuth(this.name) });
  }

  async call<N extends OperationName>(op: N, input: Input<N>): Promise<Output<N>> {
    const answer = await this.fetch(op, input);
    if (answer.status !== 200) throw new RefusedError((await answer.json()) as Problem);
    return (await answer.json()) as Output<N>;
  }

  /** POST is right for most operations; those that read are retried as GET when told so. */
  async fetch(op: string, input: unknown, init: RequestInit = {}): Promise<Response> {
    const headers = {
      ...(this.access_token && { authorization: `Bearer ${this.access_token}` }),
      "content-type": "application/json",
    };
    const answer = await fetch(`${this.base}/api/${op}`, { method: "POST", headers, body: JSON.stringify(input), ...init });
    if (answer.status !== 405) return answer;
    const query = new URLSearchParams(
      Object.entries(input as Record<string, unknown>).map(([key, value]) => [key, String(value)]),
    );
    return fetch(`${this.base}/api/${op}?${query}`, { headers });
  }

  connect(): Promise<RawSocket> {
    return RawSocket.open(this.base, { authorization: `Bearer ${this.access_token}` });
  }

  async #signIn<N extends "auth.register" | "auth.login">(op: N, input: Input<N>): Promise<void> {
    const signedIn = await this.call(op, input);
    this.access_token = signedIn.access_token ?? "";
    this.refresh_token = signedIn.refresh_token ?? "";
    this.id = signedIn.account.id;
    this.session = signedIn.session;
  }
}

/** The refusal that some work ends with; anything else fails the story. */
export async function refusalOf(work: Promise<unknown>): Promise<Problem> {
  try {
    await work;
  } catch (error) {
    if (error instanceof RefusedError) return error.problem;
    throw error;
  }
  throw new Error("this was not refused");
}

/** A guest of one room, with a bearer token. */
export class RawGuest extends RawPerson {
  room = "";

  static async join(base: string, input: Input<"guest.join">): Promise<RawGuest> {
    return new RawGuest(base, input.nickname).#enter("guest.join", input);
  }

  static async createRoom(base: string, input: Input<"guest.create_room">): Promise<RawGuest> {
    return new RawGuest(base, input.nickname).#enter("guest.create_room", input);
  }

  async upgrade(username: string): Promise<RawPerson> {
    const signedIn = await this.call("guest.upgrade", { username, kdf: fakeKdf, auth: fakeAuth(username) });
    const { access_token, refresh_token, account, session } = signedIn;
    return new RawPerson(this.base, username, access_token ?? "", refresh_token ?? "", account.id, session);
  }

  async #enter<N extends "guest.join" | "guest.create_room">(op: N, input: Input<N>): Promise<this> {
    const entered = await this.call(op, input);
    this.access_token = entered.access_token ?? "";
    this.refresh_token = entered.refresh_token ?? "";
    this.id = entered.guest.id;
    this.session = entered.session;
    this.room = entered.conversation.id;
    return this;
  }
}

type Waiter = { matches: (event: ParlorEvent) => boolean; resolve: (event: ParlorEvent) => void };

/** A socket as the wire shows it: requests with ids, events in the order they came, the close code. */
export class RawSocket implements AsyncDisposable {
  readonly events: ParlorEvent[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  ready!: ReadyFrame["data"];
  #next = 1;
  readonly #pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  readonly #waiters = new Set<Waiter>();

  private constructor(readonly socket: WebSocket) {
    this.closed = new Promise((resolve) => {
      socket.onclose = ({ code, reason }) => {
        for (const { reject } of this.#pending.values()) reject(new Error(`socket closed with ${code}`));
        this.#pending.clear();
        resolve({ code, reason });
      };
    });
  }

  static async open(base: string, headers: Record<string, string>, query = ""): Promise<RawSocket> {
    const socket = new WebSocket(`${base.replace(/^http/, "ws")}/ws${query}`, { headers } as unknown as string[]);
    const raw = new RawSocket(socket);
    await new Promise<void>((resolve, reject) => {
      socket.onmessage = ({ data }) => {
        for (const frame of [JSON.parse(String(data)) as ServerFrame | ServerFrame[]].flat()) {
          if ("event" in frame && frame.event === "ready") {
            raw.ready = frame.data;
            resolve();
          } else raw.#take(frame);
        }
      };
      socket.onerror = () => reject(new Error("the socket was refused"));
      void raw.closed.then(({ code }) => reject(new Error(`the socket was closed with ${code}`)));
    });
    return raw;
  }

  request<N extends OperationName>(op: N, input: Input<N>): Promise<Output<N>> {
    const id = this.#next++;
    this.socket.send(JSON.stringify({ id, op, input }));
    return this.answerTo(id) as Promise<Output<N>>;
  }

  answerTo(id: number): Promise<unknown> {
    return new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
  }

  resume(cursor: Input<"sync.resume">["cursor"] = null): Promise<Output<"sync.resume">> {
    return this.request("sync.resume", { cursor });
  }

  send(conversation: string, text: string, mid: string = crypto.randomUUID()): Promise<Output<"message.send">> {
    return this.request("message.send", { conversation, mid, body: { text } } as Input<"message.send">);
  }

  /** The first event, past or to come, that matches. */
  event<N extends EventName>(name: N, matches: (data: EventData<N>) => boolean = () => true): Promise<EventData<N>> {
    const isIt = (event: ParlorEvent) => event.event === name && matches(event.data as EventData<N>);
    const known = this.events.find(isIt);
    if (known) return Promise.resolve(known.data as EventData<N>);
    return new Promise((resolve) =>
      this.#waiters.add({ matches: isIt, resolve: (event) => resolve(event.data as EventData<N>) }),
    );
  }

  /** Texts of the messages that came as events, in order. */
  texts(): string[] {
    return this.events.flatMap((event) =>
      event.event === "message.created" && event.data.type === "text" ? [event.data.body.text] : [],
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.close();
    await this.closed;
  }

  #take(frame: Exclude<ServerFrame, ReadyFrame>): void {
    if ("event" in frame) {
      this.events.push(frame);
      for (const waiter of this.#waiters) {
        if (!waiter.matches(frame)) continue;
        this.#waiters.delete(waiter);
        waiter.resolve(frame);
      }
      return;
    }
    const pending = this.#pending.get(frame.id ?? -1);
    if (!pending) return;
    this.#pending.delete(frame.id ?? -1);
    if ("error" in frame) pending.reject(new RefusedError(frame.error));
    else pending.resolve(frame.result);
  }
}
