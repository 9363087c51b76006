import { signal } from "@preact/signals-core";
import type { ConversationView, ShownMessage } from "../conversation-view.ts";
import { MemoryStorage } from "../memory-storage.ts";
import { createParlor, type Parlor, type ParlorDependencies } from "../parlor.ts";
import { FakeClock, settle } from "./fake-clock.ts";
import type { FakeRoom } from "./fake-room.ts";
import { type CookieJar, FakeServer, fakeAuth } from "./fake-server.ts";

/** A world of one server and one room, with Ana, Bo and Cy in it. */
export function makeWorld() {
  const clock = new FakeClock();
  const server = new FakeServer(clock);
  for (const name of ["ana", "bo", "cy"]) server.account(name);
  return { clock, server, room: server.room("lobby") };
}

export type World = ReturnType<typeof makeWorld>;

interface DeviceOptions {
  storage?: MemoryStorage;
  /** A browser's cookies; a device without has tokens of its own. */
  jar?: CookieJar;
  dependencies?: Partial<ParlorDependencies>;
}

/** One person's device: a client with its own disk, on the world's server and clock. */
export class Device {
  readonly parlor: Parlor;
  readonly storage: MemoryStorage;
  readonly online = signal(true);
  #draws = 0;

  constructor(
    readonly world: World,
    { storage = new MemoryStorage(), jar, dependencies }: DeviceOptions = {},
  ) {
    const { server, clock } = world;
    this.storage = storage;
    const number = ++devices;
    this.parlor = createParlor({
      ...{ base_url: "http://parlor.test", delivery: jar ? "cookie" : "bearer", storage, clock },
      ...{ fetch: server.fetchFor(jar ?? null), openSocket: server.openSocketFor(jar ?? null) },
      deriveKeys: async (password, kdf) => ({ auth: fakeAuth(password, kdf), wrap: new Uint8Array(32) }),
      random: () => 0.5,
      randomBytes: (length) => Uint8Array.of(number >> 8, number, ++this.#draws, ...new Uint8Array(length - 3)),
      network: { online: this.online },
      ...dependencies,
    });
  }

  /** Started, signed in and live. */
  static async signedIn(world: World, options: DeviceOptions = {}, name = "ana"): Promise<Device> {
    const device = new Device(world, options);
    await device.parlor.start();
    await device.parlor.login({ login: name, password: `${name}'s password` });
    await settle();
    return device;
  }

  /** Another start of the app on the same disk. */
  async reload(options: DeviceOptions = {}): Promise<Device> {
    await this.parlor.stop();
    const device = new Device(this.world, { storage: this.storage, ...options });
    await device.parlor.start();
    await settle();
    return device;
  }

  view(room: FakeRoom): ConversationView {
    const view = this.parlor.conversation(room.id);
    if (!view) throw new Error(`No conversation ${room.name} on this device`);
    return view;
  }

  async open(room: FakeRoom): Promise<ConversationView> {
    await this.view(room).open();
    return this.view(room);
  }

  get state() {
    return this.parlor.connection.value.state;
  }
}

let devices = 0;

/** What the list of a conversation reads like: "Bo: hi", and the state of what is not sent. */
export function read(view: ConversationView): string[] {
  return view.messages.value.map(readOne);
}

function readOne({ message, state, mine }: ShownMessage): string {
  const text = message.type === "text" ? message.body.text : message.body.notice.kind;
  return `${mine ? "me" : message.sender.name}: ${text}${state === "sent" ? "" : ` (${state})`}`;
}
