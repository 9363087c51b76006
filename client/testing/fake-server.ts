import { closeCodes } from "#protocol/close-codes.ts";
import { type ErrorCode, errors, type Problem } from "#protocol/errors.ts";
import type { ParlorEvent } from "#protocol/events.ts";
import type { RequestFrame } from "#protocol/frames.ts";
import type { AccountId, ConversationId, SessionId } from "#protocol/ids.ts";
import { defaultPasswordPolicy, limits, type PublishedLimits } from "#protocol/limits.ts";
import type { OwnAccount, PasswordKdf } from "#protocol/objects/account.ts";
import type { Contact, FriendRequest } from "#protocol/objects/contact.ts";
import type { TextMessage } from "#protocol/objects/message.ts";
import type { Presence } from "#protocol/objects/person.ts";
import { defaultSettings } from "#protocol/objects/settings.ts";
import type { Input, OperationName } from "#protocol/operations/index.ts";
import type { FakeClock } from "./fake-clock.ts";
import { type FakePerson, FakeRoom } from "./fake-room.ts";
import { FakeSocket } from "./fake-socket.ts";

interface FakeAccount extends FakePerson {
  kdf: PasswordKdf;
  auth: string;
  feed: number;
}

interface FakeSession {
  id: SessionId;
  account: FakeAccount;
  access: string;
  refresh: string;
  isRevoked: boolean;
}

/** What one browser sends along by itself. */
export interface CookieJar {
  access?: string | undefined;
  refresh?: string | undefined;
}

type Answer = { value: unknown } | { problem: Problem } | "nothing";
/** Decides about one request in place of the server. `perform` does what was asked. */
type Script = (perform: () => Answer) => Answer | Promise<Answer>;
type Caller = { session: FakeSession | null; socket: FakeSocket | null; jar: CookieJar | null };

const kdf: PasswordKdf = { alg: "argon2id", m: 65_536, t: 3, p: 1, salt: "AAECAwQFBgcICQoLDA0ODw" };

/**
 * A Parlor server as far as a client can tell, in memory. Tests script what goes wrong: answers refused, lost or late, events
 * lost or out of order, sockets cut. It keeps no rules of its own beyond the wire's.
 */
export class FakeServer {
  readonly accounts = new Map<string, FakeAccount>();
  readonly rooms = new Map<ConversationId, FakeRoom>();
  readonly requests: { op: OperationName; input: never; door: "http" | "socket" }[] = [];
  readonly sockets = new Map<FakeSocket, FakeSession>();
  presence: Presence[] = [];
  /** Everybody's lists, the same for all. */
  contacts: Contact[] = [];
  friend_requests: FriendRequest[] = [];
  /** Refuses connections, as a machine that is off. */
  isDown = false;
  /** Accepts sockets and says nothing on them. */
  isSilent = false;
  /** Keeps what would be sent as events. */
  isWithholding = false;
  readonly withheld: ParlorEvent[] = [];
  protocol = 1;
  limits: PublishedLimits = { message_max_length: 4_000, file_max_bytes: 1, picture_max_bytes: 1 };
  readonly #following = new Set<FakeSocket>();
  readonly #sessions: FakeSession[] = [];
  readonly #scripts = new Map<OperationName, Script[]>();

  constructor(private readonly clock: FakeClock) {}

  account(name: string, password = `${name}'s password`): FakeAccount {
    const known = this.accounts.get(name);
    if (known) return known;
    const account = { id: `account-${name}` as AccountId, name, kdf, auth: fakeAuth(password, kdf), feed: 0 };
    this.accounts.set(name, account);
    return account;
  }

  room(name: string): FakeRoom {
    const room = new FakeRoom(`room-${name}` as ConversationId, name, () => this.clock.now());
    this.rooms.set(room.id, room);
    return room;
  }

  /** Somebody says something in a room, and whoever follows it hears. */
  say(room: FakeRoom, name: string, text: string): TextMessage {
    const message = room.append(this.account(name), text);
    this.publish({ event: "message.created", data: message });
    return message;
  }

  publish(event: ParlorEvent): void {
    if (this.isWithholding) this.withheld.push(event);
    else for (const socket of this.#following) socket.push(event);
  }

  /** The next request of this kind goes as the script says, instead of at once and well. */
  next(op: OperationName, script: Script): void {
    this.#scripts.set(op, [...(this.#scripts.get(op) ?? []), script]);
  }

  /** Everything goes well from here on. */
  forgetScripts(): void {
    this.#scripts.clear();
  }

  refuseNext(op: OperationName, code: ErrorCode, details: Partial<Problem> = {}): void {
    this.next(op, () => problemOf(code, details));
  }

  /** Does what the next request asks and never says so. */
  loseNextAnswer(op: OperationName): void {
    this.next(op, (perform) => {
      perform();
      return "nothing";
    });
  }

  /** Does what the next request asks at once and answers when the function it returns is called. */
  holdNextAnswer(op: OperationName): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.next(op, async (perform) => {
      const answer = perform();
      await promise;
      return answer;
    });
    return resolve;
  }

  closeSockets(code: number): void {
    for (const socket of [...this.sockets.keys()]) {
      this.#forget(socket);
      socket.end(code);
    }
  }

  /** Every access token is void from now on; refresh tokens are not. */
  expireAccess(): void {
    for (const session of this.#sessions) session.access = "";
  }

  revokeSessions(code: number = closeCodes.signed_out.code): void {
    for (const session of this.#sessions) session.isRevoked = true;
    this.closeSockets(code);
  }

  count(op: OperationName): number {
    return this.requests.filter((request) => request.op === op).length;
  }

  inputs<N extends OperationName>(op: N): Input<N>[] {
    return this.requests.filter((request) => request.op === op).map(({ input }) => input);
  }

  /** `fetch` as one device has it; with a jar, a browser's. */
  fetchFor(jar: CookieJar | null): (url: string, init: RequestInit) => Promise<Response> {
    return async (url, init) => {
      if (this.isDown) throw new TypeError("Connection refused");
      const { pathname, searchParams } = new URL(url);
      const op = pathname.slice("/api/".length) as OperationName;
      const input = init.method === "POST" ? JSON.parse(String(init.body)) : Object.fromEntries(searchParams);
      const bearer = (init.headers as Record<string, string>).authorization?.slice("Bearer ".length);
      const session = this.#sessionBy(bearer ?? jar?.access) ?? null;
      const answer = await this.#handle({ op, input: input as never, door: "http" }, { session, socket: null, jar });
      if (answer === "nothing")
        return new Promise((_, reject) => init.signal?.addEventListener("abort", () => reject(new Error("aborted"))));
      return "value" in answer
        ? Response.json(answer.value)
        : Response.json(answer.problem, { status: errors[answer.problem.code].status });
    };
  }

  openSocketFor(jar: CookieJar | null): (url: string, headers?: Record<string, string>) => FakeSocket {
    return (_url, headers) => {
      const socket = new FakeSocket();
      const session = this.#sessionBy(headers?.authorization?.slice("Bearer ".length) ?? jar?.access);
      queueMicrotask(() => {
        if (this.isDown || !session) socket.end(1006);
        else if (!this.isSilent) this.#accept(socket, session);
      });
      return socket;
    };
  }

  #accept(socket: FakeSocket, session: FakeSession): void {
    this.sockets.set(socket, session);
    socket.onClientClose = () => this.#forget(socket);
    socket.onRequest = (text) => {
      const { id, op, input } = JSON.parse(text) as RequestFrame;
      const request = { op: op as OperationName, input: input as never, door: "socket" as const };
      void this.#handle(request, { session, socket, jar: null }).then((answer) => {
        if (answer === "nothing") return;
        socket.push("value" in answer ? { id, result: answer.value } : { id, error: answer.problem });
      });
    };
    const data = { account: ownAccount(session.account), guest: null, session: session.id, protocol: this.protocol };
    socket.push({ event: "ready", data: { ...data, server_time: this.clock.now(), limits: this.limits } });
  }

  #forget(socket: FakeSocket): void {
    this.sockets.delete(socket);
    this.#following.delete(socket);
  }

  async #handle(request: FakeServer["requests"][number], caller: Caller): Promise<Answer> {
    this.requests.push(request);
    const perform = () => this.#perform(request.op, request.input, caller);
    const script = this.#scripts.get(request.op)?.shift();
    return script ? script(perform) : perform();
  }

  #perform(op: OperationName, input: Record<string, never>, caller: Caller): Answer {
    const { session, socket, jar } = caller;
    switch (op) {
      case "server.get":
        return { value: { ...serverInfo, limits: this.limits } };
      case "auth.prelogin":
        return { value: { kdf: this.accounts.get(input.login ?? "")?.kdf ?? kdf } };
      case "auth.register": {
        if (this.accounts.has(input.username ?? "")) return problemOf("username_taken");
        const added = this.account(String(input.username));
        Object.assign(added, { kdf: input.kdf, auth: input.auth });
        return this.#signIn(added, jar);
      }
      case "auth.login": {
        const found = this.accounts.get(input.login ?? "");
        return found && found.auth === input.auth ? this.#signIn(found, jar) : problemOf("wrong_credentials");
      }
      case "auth.refresh":
        return this.#refresh(input.refresh_token ?? jar?.refresh, jar);
      case "auth.logout":
        if (session) session.isRevoked = true;
        if (jar) Object.assign(jar, { access: undefined, refresh: undefined });
        return { value: {} };
    }
    if (!session) return problemOf("not_signed_in");
    const { account } = session;
    if (op === "account.get") return { value: ownAccount(account) };
    if (op === "account.change_password") {
      if (account.auth !== input.old_auth) return problemOf("wrong_credentials");
      Object.assign(account, { kdf: input.kdf, auth: input.auth });
      return { value: { id: account.id } };
    }
    if (op === "sync.resume") {
      if (socket) this.#following.add(socket);
      return { value: this.#resume(account, input as unknown as Input<"sync.resume">) };
    }
    if (op === "presence.set" || op === "conversation.typing") return { value: {} };
    const room = this.rooms.get(input.conversation ?? ("" as ConversationId));
    return room ? this.#performInRoom(op, input, { account, room }) : problemOf("conversation_not_found");
  }

  #performInRoom(
    op: OperationName,
    input: Record<string, never>,
    { account, room }: { account: FakeAccount; room: FakeRoom },
  ): Answer {
    switch (op) {
      case "conversation.get":
        return { value: room.shownTo(account) };
      case "conversation.history":
        return { value: room.history(input as unknown as Input<"conversation.history">) };
      case "message.get_changes":
        return { value: room.changesAfter(Number(input.after_rev)) };
      case "conversation.mark_read": {
        room.readSeq.set(account.id, Math.max(room.readSeq.get(account.id) ?? 0, Number(input.seq)));
        return { value: { read_seq: room.readSeq.get(account.id), unread: room.unread(account) } };
      }
      case "message.send": {
        const { mid, body } = input as unknown as Input<"message.send">;
        const isNew = !room.messages.some((message) => message.mid === mid);
        const message = room.append(account, body.text, mid);
        if (isNew) this.publish({ event: "message.created", data: message });
        return { value: { id: message.id, seq: message.seq, rev: message.rev, created_at: message.created_at } };
      }
      default:
        return problemOf("unknown_operation");
    }
  }

  #resume(account: FakeAccount, { cursor }: Input<"sync.resume">) {
    const conversations = [...this.rooms.values()].map((room) => {
      const rev = cursor?.conversations[room.id];
      const changes = rev === undefined || rev === room.rev ? null : room.changesAfter(rev);
      return { conversation: room.shownTo(account), changes };
    });
    const revs = Object.fromEntries([...this.rooms.values()].map(({ id, rev }) => [id, rev]));
    return {
      ...{ kind: cursor ? "delta" : "snapshot", cursor: { feed: account.feed, conversations: revs } },
      ...{ conversations, presence: this.presence },
      ...(cursor?.feed === account.feed
        ? { account: null, contacts: null, friend_requests: null }
        : { account: ownAccount(account), contacts: this.contacts, friend_requests: this.friend_requests }),
    };
  }

  #signIn(account: FakeAccount, jar: CookieJar | null): Answer {
    const number = this.#sessions.length + 1;
    const session = {
      id: `session-${number}` as SessionId,
      account,
      access: `a${number}.0`,
      refresh: `r${number}.0`,
      isRevoked: false,
    };
    this.#sessions.push(session);
    return { value: { ...this.#deliver(session, jar), account: ownAccount(account) } };
  }

  #refresh(token: string | undefined, jar: CookieJar | null): Answer {
    const session = this.#sessions.find(({ refresh }) => refresh.split(".")[0] === token?.split(".")[0]);
    if (!session || session.isRevoked) return problemOf("session_expired");
    if (session.refresh !== token) {
      session.isRevoked = true;
      return problemOf("refresh_reused");
    }
    const [name, generation] = session.refresh.split(".");
    session.refresh = `${name}.${Number(generation) + 1}`;
    session.access = session.refresh.replace("r", "a");
    return { value: this.#deliver(session, jar) };
  }

  #deliver({ id, access, refresh }: FakeSession, jar: CookieJar | null) {
    if (jar) Object.assign(jar, { access, refresh });
    const access_expires_at = this.clock.now() + limits.access_token_ms;
    return { session: id, access_token: jar ? null : access, access_expires_at, refresh_token: jar ? null : refresh };
  }

  #sessionBy(access: string | undefined): FakeSession | undefined {
    return this.#sessions.find((session) => access && session.access === access && !session.isRevoked);
  }
}

/** What the fake derivation of the tests makes of a password. */
export function fakeAuth(password: string, { salt }: PasswordKdf): string {
  return `${salt}:${password}`;
}

function problemOf(code: ErrorCode, details: Partial<Problem> = {}): { problem: Problem } {
  return { problem: { code, message: errors[code].message, retry: errors[code].retry, ...details } };
}

function ownAccount({ id, name }: FakeAccount): OwnAccount {
  return {
    id,
    username: name,
    display_name: name,
    email: null,
    role: "member",
    picture: null,
    bio: "",
    birth_date: null,
    visibility: "public" as const,
    totp: false,
    settings: defaultSettings,
    created_at: 0,
  };
}

const serverInfo = {
  ...{
    name: "Test",
    version: "0",
    protocol: 1,
    registration: "open",
    needs_admin: false,
    lobby: true,
    guests: false,
    dm_policy: "contacts",
  },
  ...{ password_policy: defaultPasswordPolicy },
};
