import { batch, computed, type ReadonlySignal, signal } from "@preact/signals-core";
import type { EventData, EventName } from "#protocol/events.ts";
import type { AccountId, ConversationId } from "#protocol/ids.ts";
import type { OwnAccount } from "#protocol/objects/account.ts";
import type { Conversation } from "#protocol/objects/conversation.ts";
import type { Input, OperationName, Output } from "#protocol/operations/index.ts";
import type { ConnectionStatus } from "./connection.ts";
import type { ConversationView } from "./conversation-view.ts";
import type { ParlorDependencies } from "./dependencies.ts";
import { Emitter } from "./emitter.ts";
import { FallbackStorage } from "./fallback-storage.ts";
import { HttpDoor } from "./http.ts";
import { PeoplePresence, type PresenceView } from "./presence-view.ts";
import { notSignedIn, ok, type Result } from "./result.ts";
import { ServerInfo } from "./server-info.ts";
import { Session } from "./session.ts";
import { type Registration, SignIn } from "./sign-in.ts";
import type { ClientStorage } from "./storage.ts";
import { Workspace } from "./workspace.ts";

export type { ConnectionStatus } from "./connection.ts";
export type { ConversationView, ShownMessage } from "./conversation-view.ts";
export type { ParlorDependencies, SocketLike } from "./dependencies.ts";
export type { PresenceView } from "./presence-view.ts";
export type { Result } from "./result.ts";

/** A Parlor server as one person uses it from one device. Nothing here throws or rejects for trouble on the network. */
export interface Parlor {
  readonly phase: ReadonlySignal<"starting" | "signed_out" | "signed_in">;
  /** Name, policies and limits of the server; null until it has been asked once. */
  readonly server: ReadonlySignal<Output<"server.get"> | null>;
  readonly me: ReadonlySignal<OwnAccount | null>;
  readonly connection: ReadonlySignal<ConnectionStatus>;
  /** Last active first. */
  readonly conversations: ReadonlySignal<readonly Conversation[]>;
  readonly presence: PresenceView;
  /** Messages and edits that the server does not have yet, failed ones included. */
  readonly unsent: ReadonlySignal<number>;
  /** Null when the caller is not in it. The same view each time while signed in. */
  conversation(id: ConversationId): ConversationView | null;
  /** Opens the last state kept on this device, then connects. Resolves once `phase` is known. */
  start(): Promise<void>;
  /** Closes the connection; resolves when everything is written. `start` connects again. */
  stop(): Promise<void>;
  register(input: Registration): Promise<Result<void>>;
  login(input: { login: string; password: string }): Promise<Result<void>>;
  /** Ends the session and removes everything kept on this device, unsent messages and drafts included. */
  logout(): Promise<void>;
  changePassword(input: { old_password: string; new_password: string; keep_other_sessions?: boolean }): Promise<Result<void>>;
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
  readonly me = computed(() => this.#workspace.value?.state.me.value ?? null);
  readonly conversations = computed(() => this.#workspace.value?.state.conversations.value ?? []);
  readonly unsent = computed(() => this.#workspace.value?.outbox.unsent.value ?? 0);
  readonly #emitter = new Emitter(surface);
  readonly #storage: ClientStorage;
  readonly #http: HttpDoor;
  readonly #session: Session;
  readonly #signIn: SignIn;
  readonly #serverInfo: ServerInfo;
  #isStarted = false;
  /** What remains to be done of the last sign-out; the next sign-in waits for it. */
  #leaving: Promise<void> = Promise.resolve();

  constructor(private readonly dependencies: ParlorDependencies) {
    this.#storage = new FallbackStorage(dependencies.storage);
    this.#http = new HttpDoor(dependencies);
    this.#session = new Session(dependencies, this.#storage, this.#http, (why) => this.#ended(why));
    this.#signIn = new SignIn(dependencies, this.#http);
    this.#serverInfo = new ServerInfo(dependencies, this.#storage, this.#http);
    this.server = this.#serverInfo.info;
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
    const account = await this.#session.load();
    if (!account || !(await this.#enter(account))) this.phase.value = "signed_out";
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

  async login(input: { login: string; password: string }): Promise<Result<void>> {
    await this.#leaving;
    return this.#begin(await this.#signIn.login(input));
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
    const { account } = signedIn.value;
    await this.#session.begin(account.id, signedIn.value);
    await this.#enter(account.id, account);
    return ok(undefined);
  }

  /** False when this device knows too little of the account to show anything. */
  async #enter(account: AccountId, fresh?: OwnAccount): Promise<boolean> {
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
      },
      account,
      fresh,
    );
    if (!workspace) return false;
    batch(() => {
      this.#workspace.value = workspace;
      this.phase.value = "signed_in";
    });
    if (this.#isStarted) workspace.connection.start();
    return true;
  }

  #ended(why: "signed_out" | "blocked"): void {
    void this.#leave(why);
  }

  /** Signs out: by choice, or because the server ended the session. */
  #leave(why: "signed_out" | "blocked" | null): Promise<void> {
    const workspace = this.#workspace.peek();
    const closed = workspace?.close();
    batch(() => {
      this.#workspace.value = null;
      if (workspace) this.phase.value = "signed_out";
      this.connection.value = { ...offline, detail: why };
      this.presence.replace([]);
    });
    this.#leaving = this.#leaving.then(async () => {
      await closed;
      // By the server's wish the messages go; words that were never sent are the person's own and wait for the same account.
      await Promise.all([why ? this.#session.end() : this.#session.logout(), workspace?.wipe({ keepUnsent: why !== null })]);
      if (this.#isStarted) await this.#serverInfo.refresh();
    });
    return this.#leaving;
  }
}
