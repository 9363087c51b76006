import { describe, expect, test } from "bun:test";
import { MemoryStorage } from "./memory-storage.ts";
import { anaIn, midsAt, textsIn } from "./testing/ana-in.ts";
import { Device, makeWorld, read } from "./testing/device.ts";
import { settle } from "./testing/fake-clock.ts";

async function anaInTheLobby(options: { storage?: MemoryStorage } = {}) {
  const inLobby = await anaIn(0, options);
  await inLobby.view.open();
  return inLobby;
}

const stored = (device: Device) => device.storage.list("outbox", "");

describe("without a connection", () => {
  test("messages are taken, shown, and sent in order when it is back", async () => {
    const { server, room, clock, ana, view } = await anaInTheLobby();
    server.isDown = true;
    server.closeSockets(1006);
    for (const text of ["1", "2"]) view.send(text);
    await clock.advance(120_000);
    expect(read(view)).toEqual(["me: 1 (sending)", "me: 2 (sending)"]);
    expect(ana.parlor.unsent.value).toBe(2);
    server.isDown = false;
    await clock.advance(60_000);
    expect(textsIn(room)).toEqual(["1", "2"]);
    expect(ana.parlor.unsent.value).toBe(0);
  });

  test("a waiting message can be forgotten before it is sent", async () => {
    const { server, room, clock, view } = await anaInTheLobby();
    server.isDown = true;
    server.closeSockets(1006);
    view.send("regretted");
    view.send("meant");
    view.discard(view.messages.value[0]!.message.mid);
    server.isDown = false;
    await clock.advance(60_000);
    expect(textsIn(room)).toEqual(["meant"]);
  });

  test("it survives a closed app, and goes out on the next start", async () => {
    const { server, room, clock, ana, view } = await anaInTheLobby();
    server.isDown = true;
    server.closeSockets(1006);
    view.send("kept");
    const again = await ana.reload();
    expect(again.parlor.phase.value).toBe("signed_in");
    expect(read(again.view(room))).toEqual(["me: kept (sending)"]);
    server.isDown = false;
    await clock.advance(60_000);
    expect(textsIn(room)).toEqual(["kept"]);
  });

  test("a failed message is still failed on the next start, with its reason", async () => {
    const { server, room, ana, view } = await anaInTheLobby();
    server.refuseNext("message.send", "message_blank");
    view.send("odd");
    await settle();
    const again = await ana.reload();
    const reopened = await again.open(room);
    expect(read(reopened)).toEqual(["me: odd (failed)"]);
    expect(reopened.messages.value[0]?.problem?.code).toBe("message_blank");
    expect(midsAt(server)).toHaveLength(1);
  });

  test("an app closed between commit and acknowledgement sends nothing twice", async () => {
    const { server, room, ana, view } = await anaInTheLobby();
    server.isWithholding = true;
    server.loseNextAnswer("message.send");
    view.send("hi");
    await settle();
    const again = await ana.reload();
    const reopened = await again.open(room);
    await settle();
    expect(read(reopened)).toEqual(["me: hi"]);
    expect(textsIn(room)).toEqual(["hi"]);
    expect(await stored(again)).toEqual([]);
  });

  test("a disk that takes nothing costs persistence, not the message", async () => {
    class FullDisk extends MemoryStorage {
      override put(): Promise<void> {
        return Promise.reject(new Error("quota exceeded"));
      }
    }
    const { room, view } = await anaInTheLobby({ storage: new FullDisk() });
    view.send("hi");
    await settle();
    expect(textsIn(room)).toEqual(["hi"]);
    expect(read(view)).toEqual(["me: hi"]);
  });
});

describe("two tabs of one browser", () => {
  /** Web Locks, as far as one page and its sibling see them. */
  function makeLocks() {
    const tails = new Map<string, Promise<unknown>>();
    return <T>(name: string, work: () => Promise<T>): Promise<T> => {
      const turn = (tails.get(name) ?? Promise.resolve()).then(work, work);
      tails.set(name, turn);
      return turn;
    };
  }

  async function twoTabs() {
    const world = makeWorld();
    const { server, room } = world;
    const [storage, jar, withLock] = [new MemoryStorage(), {}, makeLocks()];
    const first = await Device.signedIn(world, { storage, jar, dependencies: { withLock } });
    const view = await first.open(room);
    server.isDown = true;
    server.closeSockets(1006);
    for (const text of ["1", "2", "3"]) view.send(text);
    await settle();
    const second = new Device(world, { storage, jar, dependencies: { withLock } });
    await second.parlor.start();
    return { world, server, room, first, second, view };
  }

  test("send what waits on their common disk once", async () => {
    const { world, server, room, first, second } = await twoTabs();
    expect(second.parlor.unsent.value).toBe(3);
    server.isDown = false;
    await world.clock.advance(60_000);
    expect([first.state, second.state]).toEqual(["live", "live"]);
    expect(textsIn(room)).toEqual(["1", "2", "3"]);
    expect(midsAt(server)).toHaveLength(3);
    expect([first.parlor.unsent.value, second.parlor.unsent.value]).toEqual([0, 0]);
  });

  test("one takes over what the other leaves when it is closed", async () => {
    const { world, server, room, first, second } = await twoTabs();
    await first.parlor.stop();
    server.isDown = false;
    await world.clock.advance(60_000);
    expect(textsIn(room)).toEqual(["1", "2", "3"]);
    expect(second.parlor.unsent.value).toBe(0);
  });

  test("what one has discarded the other does not send", async () => {
    const { world, server, room, view } = await twoTabs();
    view.discard(view.messages.value[1]!.message.mid);
    await settle();
    server.isDown = false;
    await world.clock.advance(60_000);
    expect(textsIn(room)).toEqual(["1", "3"]);
  });
});
