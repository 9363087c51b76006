import { batch, computed, type ReadonlySignal, signal } from "@preact/signals-core";
import type { EventData, EventName } from "#protocol/events.ts";
import type { ConversationId } from "#protocol/ids.ts";
import type { OwnAccount } from "#protocol/objects/account.ts";
import type { Conversation } from "#protocol/objects/conversation.ts";
import type { OwnGuest } from "#protocol/objects/room.ts";
import type { Settings } from "#protocol/objects/settings.ts";
import type { Input, OperationName, Output } from "#protocol/operations/index.ts";
import type { ConnectionStatus } from "./connection.ts";
import type { ConversationView } from "./conversation-view.ts";
import type { Departure } from "./departure.ts";
import type { ParlorDependencies } from "./dependencies.ts";
import { Emitter } from "./emitter.ts";
import { FallbackStorage } from "./fallback-storage.ts";
import { HttpDoor } from "./http.ts";
import { type OwnAccountActions, OwnAccountClient } from "./own-account.ts";
import { KnownPeople, type People } from "./people.ts";
import { PeoplePresence, type PresenceView } from "./presence-view.ts";
import { notSignedIn, ok, type Result } from "./result.ts";
import { accountSelf, guestSelf, type Self } from "./self.ts";
import { ServerInfo } from "./server-info.ts";
import { Session, type SignedIn } from "./session.ts";
import { type Login, type Registration, SignIn } from "./sign-in.ts";
import type { ClientStorage } from "./storage.ts";
import { Workspace } from "./workspace.ts";

export type { ConnectionStatus } from "./connection.ts";
export type { ConversationView, ShownMessage } from "./conversation-view.ts";
export type { Departure } from "./departure.ts";
export type { ParlorDependencies, SocketLike } from "./dependencies.ts";
export type { People } from "./people.ts";
export type { PresenceView } from "./presence-view.ts";
export type { Result } from "./result.ts";
export type { Self } from "./self.ts";
export type { Registration } from "./sign-in.ts";

/** A Parlor server as one person uses it from one device. Nothing here throws or rejects for trouble on the network. */
export interface Parlor {
  /** A guest counts as signed in, to the one room. */
  readonly phase: ReadonlySignal<"starting" | "signed_out" | "signed_in">;
  /** Name, policies and limits of the server; null until it has been asked once. */
  readonly server: ReadonlySignal<Output<"server.get"> | null>;
  /** The account signed in to, or the guest; null for nobody. */
  readonly self: ReadonlySignal<Self | null>;
  /** The account, where `self` is one. */
  readonly me: ReadonlySignal<OwnAccount | null>;
  /** The guest, where `self` is one. */
  readonly guest: ReadonlySignal<OwnGuest | null>;
  readonly connection: ReadonlySignal<ConnectionStatus>;
  /** Last active first. */
  readonly conversations: ReadonlySignal<readonly Conversation[]>;
  /** The conversation that this person was in last and is no longer: left, removed from, or deleted. Until the next sign-in. */
  readonly departure: ReadonlySignal<Departure | null>;
  readonly presence: PresenceView;
  readonly people: People;
  readonly account: OwnAccountActions;
  /** Messages and edits that the server does not have yet, failed ones included. */
  readonly unsent: ReadonlySignal<number>;
  /** Null when the caller is not in it. The same view each time while signed in. */
  conversation(id: ConversationId): ConversationView | null;
  /** Opens the last state kept on this device, then connects. Resolves once `phase` is known. */
  start(): Promise<void>;
  /** Closes the connection; resolves when everything is written. `start` connects again. */
  stop(): Promise<void>;
  register(input: Registration): Promise<Result<void>>;
  login(input: Login): Promise<Result<void>>;
  /** Enters a room by its code under a nickname, without an account. Resolves to the room, which can be opened at once. */
  joinAsGuest(input: Omit<Input<"guest.join">, "delivery">): Promise<Result<ConversationId>>;
  /** Makes a room without an account. */
  createRoomAsGuest(input: Omit<Input<"guest.create_room">, "delivery">): Promise<Result<ConversationId>>;
  /** Makes an account of the guest in place: room, messages, drafts and what is on its way stay as they are. */
  upgrade(input: Registration): Promise<Result<void>>;
  createRoom(input: Input<"room.create">): Promise<Result<ConversationId>>;
  joinRoom(input: Input<"room.join">): Promise<Result<ConversationId>>;
  /** Leaves a room. A guest is then signed out, and everything kept of them on this device is removed. */
  leaveRoom(conversation: ConversationId): Promise<Result<void>>;
  /** Ends the session and removes everything kept on this device, unsent messages and drafts included. */
  logout(): Promise<void>;
  changePassword(input: { old_password: string; new_password: string; keep_other_sessions?: boolean }): Promise<Result<void>>;
  /** Shows in `me` at once; taken back if the server refuses, and told later if it cannot be reached. */
  changeSettings(change: Partial<Settings>): Promise<Result<void>>;
  /** Any other operation: on the socket when live, over HTTP otherwise. */
  call<N extends OperationName>(name: N, input: Input<N>): Promise<Result<Output<N>>>;
  /** Hears an event as it happens, after it has been applied; what a resume brings makes no events. Returns how to stop. */
  on<N extends EventName>(event: N, handler: (data: EventData<N>) => void): () => void;
  /** Whether the person at this device is active; false after some minutes without input. Kept over reconnects. */
  setActive(active: boolean): void;
  /** The app came to the front or the device woke up: checks the line, or tries it, now instead of later. */
  wake(): void;
  /** The app may be gone in a moment: writes now what would be written within half a second. */
  flush(): Promise<void>;
}

export function createParlor(dependencies: ParlorDependencies): Parlor {
  return new ParlorClient(dependencies);
}

/** A bug in the app's own handler: for the platform's report of uncaught errors. */
const surface = (error: unknown) =>
  queueMicrotask(() => {
    throw error;
  });

const offline: ConnectionStatus = { state: "offline", retry_at: null, detail: null };

class ParlorClient implements Parlor {
  readonly phase = signal<"starting" | "signed_out" | "signed_in">("starting");
  readonly connection = signal(offline);
  readonly presence = new PeoplePresence();
  readonly #workspace = signal<Workspace | null>(null);
  readonly server: Parlor["server"];
  readonly departure = signal<Departure | null>(null);
  readonly self = computed(() => this.#workspace.value?.self.value ?? null);
  readonly me = computed(() => (this.self.value?.kind === "account" ? this.self.value.account : null));
  readonly guest = computed(() => (this.self.value?.kind === "guest" ? this.self.value.guest : null));
  readonly conversations = computed(() => this.#workspace.value?.state.conversations.value ?? []);
  readonly people: People;
  readonly account: OwnAccountActions;
  readonly unsent = computed(() => this.#workspace.value?.outbox.unsent.value ?? 0);
  readonly #emitter = new Emitter(surface);
  readonly #storage: ClientStorage;
  readonly #http: HttpDoor;
  readonly #session: Session;
  readonly #signIn: SignIn;
  readonly #serverInfo: ServerInfo;
  #isStarted = false;
  #isLeavingByChoice = false;
  /** What remains to be done of the last sign-out; the next sign-in waits for it. */
  #leaving: Promise<void> = Promise.resolve();

  constructor(private readonly dependencies: ParlorDependencies) {
    this.#storage = new FallbackStorage(dependencies.storage);
    this.#http = new HttpDoor(dependencies);
    this.#session = new Session(dependencies, this.#storage, this.#http, (why) => this.#ended(why));
    this.#signIn = new SignIn(dependencies, this.#http);
    this.#serverInfo = new ServerInfo(dependencies, this.#storage, this.#http);
    this.server = this.#serverInfo.info;
    const call: Parlor["call"] = (name, input) => this.call(name, input);
    this.people = new KnownPeople({ workspace: this.#workspace, self: this.self, presence: this.presence, call });
    this.account = new OwnAccountClient({
      ...{ me: this.me, signIn: this.#signIn, call },
      upload: (image) => this.#session.upload("account.set_picture", image),
      leaving: (work) => this.#leaveBy(work),
    });
  }

  conversation(id: ConversationId): ConversationView | null {
    return this.#workspace.peek()?.view(id) ?? null;
  }

  async start(): Promise<void> {
    if (this.#isStarted) return;
    this.#isStarted = true;
    await this.#serverInfo.load();
    void this.#serverInfo.refresh();
    if (this.#workspace.peek()) return this.#workspace.peek()?.connection.start();
    const signedIn = await this.#session.load();
    if (!signedIn || !(await this.#enter(signedIn))) this.phase.value = "signed_out";
  }

  async stop(): Promise<void> {
    this.#isStarted = false;
    this.#serverInfo.stop();
    await this.#workspace.peek()?.close();
  }

  async register(input: Registration): Promise<Result<void>> {
    await this.#leaving;
    return this.#begin(await this.#signIn.register(input));
  }

  async login(input: Login): Promise<Result<void>> {
    await this.#leaving;
    return this.#begin(await this.#signIn.login(input));
  }

  async joinAsGuest(input: Omit<Input<"guest.join">, "delivery">): Promise<Result<ConversationId>> {
    await this.#leaving;
    return this.#beginAsGuest(await this.#http.call("guest.join", { ...input, delivery: this.dependencies.delivery }));
  }

  async createRoomAsGuest(input: Omit<Input<"guest.create_room">, "delivery">): Promise<Result<ConversationId>> {
    await this.#leaving;
    return this.#beginAsGuest(await this.#http.call("guest.create_room", { ...input, delivery: this.dependencies.delivery }));
  }

  async upgrade(registration: Registration): Promise<Result<void>> {
    const input = await this.#signIn.prepare(registration);
    if (!input.ok) return input;
    const upgraded = await this.#session.upgrade(input.value);
    if (!upgraded.ok) return upgraded;
    const workspace = this.#workspace.peek();
    if (workspace) workspace.state.self.value = accountSelf(upgraded.value.account);
    return ok(undefined);
  }

  async createRoom(input: Input<"room.create">): Promise<Result<ConversationId>> {
    return this.#enterRoom(await this.call("room.create", input));
  }

  async joinRoom(input: Input<"room.join">): Promise<Result<ConversationId>> {
    return this.#enterRoom(await this.call("room.join", input));
  }

  async leaveRoom(conversation: ConversationId): Promise<Result<void>> {
    const workspace = this.#workspace.peek();
    // With the room a guest's socket goes, and an answer on it would be lost.
    const left = await (this.guest.peek() ? this.#session : this).call("conversation.leave", { conversation });
    if (!left.ok) return left;
    workspace?.leave(conversation, "left");
    if (workspace && this.#workspace.peek() === workspace && this.guest.peek()) await this.#leave("signed_out");
    return ok(undefined);
  }

  logout(): Promise<void> {
    return this.#leave(null);
  }

  async changePassword(input: {
    old_password: string;
    new_password: string;
    keep_other_sessions?: boolean;
  }): Promise<Result<void>> {
    const username = this.me.peek()?.username;
    if (username === undefined) return notSignedIn();
    const keys = await this.#signIn.change(username, input);
    if (!keys.ok) return keys;
    const { keep_other_sessions = false } = input;
    const changed = await this.call("account.change_password", { ...keys.value, keep_other_sessions });
    return changed.ok ? ok(undefined) : changed;
  }

  async changeSettings(change: Partial<Settings>): Promise<Result<void>> {
    return this.#workspace.peek()?.settings.change(change) ?? notSignedIn();
  }

  call<N extends OperationName>(name: N, input: Input<N>): Promise<Result<Output<N>>> {
    return this.#workspace.peek()?.call(name, input) ?? this.#http.call(name, input);
  }

  on<N extends EventName>(event: N, handler: (data: EventData<N>) => void): () => void {
    return this.#emitter.on(event, handler);
  }

  setActive(active: boolean): void {
    this.#workspace.peek()?.setActive(active);
  }

  wake(): void {
    this.#workspace.peek()?.connection.wake();
  }

  async flush(): Promise<void> {
    await this.#workspace.peek()?.flush();
  }

  async #begin(signedIn: Result<Output<"auth.login">>): Promise<Result<void>> {
    if (!signedIn.ok) return signedIn;
    const self = accountSelf(signedIn.value.account);
    await this.#session.begin({ kind: "account", person: self.id }, signedIn.value);
    await this.#enter({ kind: "account", person: self.id }, { self });
    return ok(undefined);
  }

  async #beginAsGuest(entered: Result<Output<"guest.join">>): Promise<Result<ConversationId>> {
    if (!entered.ok) return entered;
    const { guest, conversation } = entered.value;
    const self = guestSelf(guest);
    await this.#session.begin({ kind: "guest", person: self.id }, entered.value);
    await this.#enter({ kind: "guest", person: self.id }, { self, conversation });
    return ok(conversation.id);
  }

  #enterRoom(entered: Result<Conversation>): Result<ConversationId> {
    if (!entered.ok) return entered;
    this.#workspace.peek()?.enter(entered.value);
    return ok(entered.value.id);
  }

  /** False when this device knows too little of the person to show anything. */
  async #enter(signedIn: SignedIn, fresh?: { self: Self; conversation?: Conversation }): Promise<boolean> {
    const workspace = await Workspace.open(
      {
        dependencies: this.dependencies,
        storage: this.#storage,
        session: this.#session,
        presence: this.presence,
        status: this.connection,
        emit: (event) => this.#emitter.emit(event),
        ready: ({ limits }) => this.#serverInfo.setLimits(limits),
        ended: (why) => this.#ended(why),
        departed: (departure) => {
          this.departure.value = departure;
        },
      },
      signedIn,
      fresh?.self,
    );
    if (!workspace) return false;
    if (fresh?.conversation) workspace.enter(fresh.conversation);
    batch(() => {
      this.departure.value = null;
      this.#workspace.value = workspace;
      this.phase.value = "signed_in";
    });
    if (this.#isStarted) workspace.connection.start();
    return true;
  }

  #ended(why: "signed_out" | "blocked"): void {
    void this.#leave(this.#isLeavingByChoice ? null : why);
  }

  /** The server ends every session before it answers; what that looks like from here is one's own choice. */
  async #leaveBy(work: () => Promise<Result<unknown>>): Promise<Result<void>> {
    this.#isLeavingByChoice = true;
    const answer = await work();
    if (answer.ok) await this.#leave(null);
    this.#isLeavingByChoice = false;
    return answer.ok ? ok(undefined) : answer;
  }

  /** Signs out: by choice, or because the server ended the session. */
  #leave(why: "signed_out" | "blocked" | null): Promise<void> {
    const workspace = this.#workspace.peek();
    const isGuest = this.guest.peek() !== null;
    const closed = workspace?.close();
    batch(() => {
      // Without the room there is nothing left of a guest: not here either.
      if (isGuest) for (const { id } of this.conversations.peek()) workspace?.leave(id, null);
      this.#workspace.value = null;
      if (workspace) this.phase.value = "signed_out";
      this.connection.value = { ...offline, detail: isGuest && why === "signed_out" ? "access_ended" : why };
      this.presence.replace([]);
    });
    this.#leaving = this.#leaving.then(async () => {
      await closed;
      // By the server's wish the messages go; words that were never sent are the person's own and wait for the same account.
      await Promise.all([
        why ? this.#session.end() : this.#session.logout(),
        workspace?.wipe({ keepUnsent: why !== null && !isGuest }),
      ]);
      if (this.#isStarted) await this.#serverInfo.refresh();
    });
    return this.#leaving;
  }
}
