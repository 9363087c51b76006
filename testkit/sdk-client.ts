import { effect, signal } from "@preact/signals-core";
import { MemoryStorage } from "#client/memory-storage.ts";
import { type ConversationView, createParlor, type Parlor, type SocketLike } from "#client/parlor.ts";
import type { ClientStorage } from "#client/storage.ts";
import { fakeAuth } from "./raw-client.ts";

/** Waits until a condition over signals holds; the test's own time limit ends a wait in vain. */
export function when(condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (!condition()) return;
      resolve();
      queueMicrotask(() => stop());
    });
  });
}

/** What tabs of one browser share: what is on the disk, and the locks over it. */
export class Device {
  readonly storage: ClientStorage = new MemoryStorage();
  readonly #locks = new Map<string, Promise<unknown>>();

  withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
    const mine = (this.#locks.get(name) ?? Promise.resolve()).then(work);
    this.#locks.set(
      name,
      mine.catch(() => undefined),
    );
    return mine;
  }
}

/** How short waits between tries are: enough for a server to come back, too little to be felt by a test. */
const impatience = 0.05;

/** Bun's own socket can also break off, as a line does. */
type BunSocket = WebSocket & { terminate(): void };

/**
 * The real client over the real network of this machine, with what a story needs to happen to it: its network can be
 * taken away and its clock moved. Only the work of deriving keys is left out.
 */
export class SdkClient implements AsyncDisposable {
  readonly parlor: Parlor;
  /** Sockets it has opened, or tried to, so far. */
  sockets_opened = 0;
  readonly #isOnline = signal(true);
  readonly #sockets = new Set<BunSocket>();
  #ahead = 0;

  constructor(
    readonly base: string,
    readonly device = new Device(),
  ) {
    this.parlor = createParlor({
      base_url: base,
      delivery: "bearer",
      fetch: (url, init) => this.#fetch(url, init),
      openSocket: (url, headers) => this.#openSocket(url, headers),
      storage: device.storage,
      deriveKeys: async (password, { salt }) => ({ auth: fakeAuth(`${password} ${salt}`), wrap: new Uint8Array(32) }),
      clock: {
        now: () => Date.now() + this.#ahead,
        setTimeout: (run, ms) => setTimeout(run, ms),
        clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
      },
      random: () => Math.random() * impatience,
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      network: { online: this.#isOnline },
      withLock: (name, work) => device.withLock(name, work),
    });
  }

  /** Opens the app on a device that nobody has used. */
  static async start(base: string, device?: Device): Promise<SdkClient> {
    const client = new SdkClient(base, device);
    await client.parlor.start();
    return client;
  }

  /** A new account, connected. The username is also the password. */
  static async register(base: string, username: string, device?: Device): Promise<SdkClient> {
    const client = await SdkClient.start(base, device);
    expectOk(await client.parlor.register({ username, password: username }));
    await client.live();
    return client;
  }

  /** Another device of somebody who has registered, connected. */
  static async login(base: string, username: string, device?: Device): Promise<SdkClient> {
    const client = await SdkClient.start(base, device);
    expectOk(await client.parlor.login({ login: username, password: username }));
    await client.live();
    return client;
  }

  /** Another tab of the same browser, opened on what the device keeps. */
  anotherTab(): Promise<SdkClient> {
    return SdkClient.start(this.base, this.device);
  }

  live(): Promise<void> {
    return when(() => this.parlor.connection.value.state === "live");
  }

  /** The lobby, opened. */
  async lobby(): Promise<ConversationView> {
    await when(() => this.parlor.conversations.value.length > 0);
    const id = this.parlor.conversations.peek()[0]?.id;
    const view = id && this.parlor.conversation(id);
    if (!view) throw new Error("this account is in no conversation");
    await view.open();
    return view;
  }

  /** The line breaks and the device knows it. */
  goOffline(): void {
    this.#isOnline.value = false;
    this.cutLine();
  }

  goOnline(): void {
    this.#isOnline.value = true;
  }

  /** The line breaks without a word; the next try finds it whole. */
  cutLine(): void {
    for (const socket of [...this.#sockets]) socket.terminate();
  }

  /** Moves this device's clock forward by so many milliseconds. Timers stay where they are. */
  advance(ms: number): void {
    this.#ahead += ms;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.parlor.stop();
  }

  #fetch(url: string, init: RequestInit): Promise<Response> {
    return this.#isOnline.peek() ? fetch(url, init) : Promise.reject(new TypeError("no network"));
  }

  #openSocket(url: string, headers?: Record<string, string>): SocketLike {
    this.sockets_opened++;
    if (!this.#isOnline.peek()) return deadSocket();
    const socket = new WebSocket(url, { headers } as unknown as string[]) as BunSocket;
    this.#sockets.add(socket);
    socket.addEventListener("close", () => this.#sockets.delete(socket));
    return socket as SocketLike;
  }
}

/** What a platform gives without a network: a socket that closes before it opens. */
function deadSocket(): SocketLike {
  const target = new EventTarget();
  queueMicrotask(() => target.dispatchEvent(Object.assign(new Event("close"), { code: 1006 })));
  return {
    send: () => undefined,
    close: () => undefined,
    addEventListener: (type: string, listener: unknown) => target.addEventListener(type, listener as EventListener),
  };
}

/** Texts of what people wrote, in the order shown. */
export function textsOf(view: ConversationView): string[] {
  return view.messages.value.flatMap(({ message }) => (message.type === "text" ? [message.body.text] : []));
}

/** The same for what the server has. */
export function sentTextsOf(view: ConversationView): string[] {
  return view.messages.value.flatMap(({ message, state }) =>
    state === "sent" && message.type === "text" ? [message.body.text] : [],
  );
}

/** The value of an answer that must be a yes. */
export function expectOk<T>(result: { ok: true; value: T } | { ok: false; problem: { code: string; message: string } }): T {
  if (!result.ok) throw new Error(`refused with ${result.problem.code}: ${result.problem.message}`);
  return result.value;
}
