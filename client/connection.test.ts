import { describe, expect, test } from "bun:test";
import { closeCodes } from "#protocol/close-codes.ts";
import { Device, makeWorld } from "./testing/device.ts";
import { settle } from "./testing/fake-clock.ts";

async function ana() {
  const world = makeWorld();
  const device = await Device.signedIn(world);
  return { ...world, world, device };
}

const sockets = ({ sockets }: { sockets: Map<unknown, unknown> }) => sockets.size;

describe("a cut line", () => {
  test("is waited for within the back-off's range, and the state says until when", async () => {
    const { server, clock, device } = await ana();
    server.closeSockets(1006);
    // Half of the first range of half a second, by the tests' randomness.
    expect(device.parlor.connection.value).toEqual({ state: "waiting", retry_at: clock.now() + 250, detail: null });
    await clock.advance(249);
    expect(device.state).toBe("waiting");
    await clock.advance(1);
    expect(device.state).toBe("live");
  });

  test("again and again is waited for longer, up to thirty seconds, and never given up", async () => {
    const { server, clock, device } = await ana();
    server.isDown = true;
    server.closeSockets(1006);
    const waits: number[] = [];
    for (let failure = 0; failure < 10; failure++) {
      await settle();
      const { retry_at } = device.parlor.connection.value;
      waits.push(retry_at! - clock.now());
      await clock.advance(retry_at! - clock.now());
    }
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000, 15_000]);
    await clock.advance(24 * 60 * 60 * 1_000);
    server.isDown = false;
    await clock.advance(30_000);
    expect(device.state).toBe("live");
  });

  test("after a good connection counts as the first failure, after a short one it does not", async () => {
    const { server, clock, device } = await ana();
    const cut = async () => {
      server.closeSockets(1006);
      const wait = device.parlor.connection.value.retry_at! - clock.now();
      await clock.advance(wait);
      return wait;
    };
    expect([await cut(), await cut(), await cut()]).toEqual([250, 500, 1_000]);
    await clock.advance(10_000);
    expect(await cut()).toBe(250);
  });

  test("one socket is open at a time", async () => {
    const { server, clock } = await ana();
    for (let time = 0; time < 5; time++) {
      server.closeSockets(1006);
      await clock.advance(20_000);
    }
    expect(sockets(server)).toBe(1);
  });
});

describe("close codes", () => {
  test.each(["restarting", "slow_consumer"] as const)("%s: comes back within a second, spread", async (reason) => {
    const { server, clock, device } = await ana();
    server.closeSockets(closeCodes[reason].code);
    expect(device.parlor.connection.value).toEqual({ state: "waiting", retry_at: clock.now() + 500, detail: null });
    await clock.advance(500);
    expect(device.state).toBe("live");
  });

  test("restarting, and down for a while: goes on with back-off", async () => {
    const { server, clock, device } = await ana();
    server.isDown = true;
    server.closeSockets(closeCodes.restarting.code);
    await clock.advance(5_000);
    expect(device.state).toBe("waiting");
    server.isDown = false;
    await clock.advance(20_000);
    expect(device.state).toBe("live");
  });

  test.each(["protocol_error", "unavailable"] as const)("%s: back-off, and nobody is signed out", async (reason) => {
    const { server, clock, device } = await ana();
    server.closeSockets(closeCodes[reason].code);
    expect(device.parlor.connection.value.retry_at).toBe(clock.now() + 250);
    expect(device.parlor.phase.value).toBe("signed_in");
    await clock.advance(250);
    expect(device.state).toBe("live");
  });

  test.each(["signed_out", "access_ended"] as const)("%s: stops, says so and clears what is kept", async (reason) => {
    const { server, room, clock, device } = await ana();
    await device.open(room);
    await clock.advance(1_000);
    server.closeSockets(closeCodes[reason].code);
    await settle();
    expect(device.parlor.phase.value).toBe("signed_out");
    expect(device.parlor.connection.value).toEqual({ state: "offline", retry_at: null, detail: "signed_out" });
    expect(device.parlor.me.value).toBeNull();
    expect(device.parlor.conversations.value).toEqual([]);
    for (const table of ["session", "account", "conversations", "messages"] as const) {
      expect(await device.storage.list(table, "")).toEqual([]);
    }
    await clock.advance(600_000);
    expect(sockets(server)).toBe(0);
  });

  test("blocked: the same, with its own reason", async () => {
    const { server, clock, device } = await ana();
    server.closeSockets(closeCodes.blocked.code);
    await clock.advance(600_000);
    expect(device.parlor.phase.value).toBe("signed_out");
    expect(device.parlor.connection.value.detail).toBe("blocked");
    expect(sockets(server)).toBe(0);
  });

  test("replaced: stops without signing out", async () => {
    const { server, clock, device } = await ana();
    server.closeSockets(closeCodes.replaced.code);
    await clock.advance(600_000);
    expect(device.parlor.phase.value).toBe("signed_in");
    expect(device.parlor.connection.value).toEqual({ state: "offline", retry_at: null, detail: "replaced" });
    expect(sockets(server)).toBe(0);
  });

  test("words never sent wait for the same account, and are not shown to another", async () => {
    const { server, room, clock, device } = await ana();
    server.refuseNext("message.send", "rate_limited", { retry_after_ms: 60_000 });
    device.view(room).draft.value = "half a thought";
    device.view(room).send("unsent");
    await clock.advance(1_000);
    server.closeSockets(closeCodes.signed_out.code);
    await settle();
    await device.parlor.login({ login: "bo", password: "bo's password" });
    await settle();
    expect(device.parlor.unsent.value).toBe(0);
    expect(device.view(room).draft.value).toBe("");
    await device.parlor.logout();
    await device.parlor.login({ login: "ana", password: "ana's password" });
    await settle();
    expect(device.view(room).draft.value).toBe("half a thought");
    expect(room.messages.map(({ sender }) => sender.name)).toEqual(["ana"]);
  });
});

describe("a dead line", () => {
  test("is noticed after 45 s of silence and a probe without answer", async () => {
    const { server, clock, device } = await ana();
    const [socket] = server.sockets.keys();
    socket!.isDead = true;
    await clock.advance(49_000);
    expect(device.state).toBe("live");
    await clock.advance(1_500);
    expect(device.state).toBe("live");
    expect(sockets(server)).toBe(1);
    expect([...server.sockets.keys()][0]).not.toBe(socket!);
  });

  test("a quiet but living one is left alone", async () => {
    const { server, clock } = await ana();
    const [socket] = server.sockets.keys();
    const before = server.count("server.get");
    await clock.advance(10 * 60_000);
    expect([...server.sockets.keys()]).toEqual([socket!]);
    const probes = server.count("server.get") - before;
    expect(probes).toBeGreaterThan(8);
    expect(probes).toBeLessThan(15);
  });

  test("a busy one is not probed", async () => {
    const { server, room, clock } = await ana();
    const before = server.count("server.get");
    for (let second = 0; second < 120; second += 30) {
      await clock.advance(30_000);
      server.say(room, "bo", "hi");
    }
    expect(server.count("server.get")).toBe(before);
  });

  test("waking up checks at once", async () => {
    const { server, clock, device } = await ana();
    [...server.sockets.keys()][0]!.isDead = true;
    device.parlor.wake();
    await clock.advance(5_000);
    expect(device.state).toBe("waiting");
    await clock.advance(1_000);
    expect(device.state).toBe("live");
  });

  test("waking up while waiting tries at once", async () => {
    const { server, clock, device } = await ana();
    server.isDown = true;
    server.closeSockets(1006);
    await clock.advance(60_000);
    server.isDown = false;
    device.parlor.wake();
    await settle();
    expect(device.state).toBe("live");
  });

  test("a server that accepts and says nothing is given up after fifteen seconds", async () => {
    const { server, clock, device } = await ana();
    server.closeSockets(1006);
    server.isSilent = true;
    await clock.advance(1_000);
    expect(device.state).toBe("connecting");
    server.isSilent = false;
    await clock.advance(15_000);
    expect(device.state).toBe("live");
  });

  test.each(["no JSON", "17", "[1]", "null"])("a line that carries %p is dropped and opened anew", async (garbage) => {
    const { server, clock, device } = await ana();
    [...server.sockets.keys()][0]!.pushRaw(garbage);
    expect(device.state).toBe("waiting");
    await clock.advance(1_000);
    expect(device.state).toBe("live");
  });
});

test("a platform that refuses a socket by throwing is asked again", async () => {
  const world = makeWorld();
  const open = world.server.openSocketFor(null);
  let refusals = 3;
  const openSocket: typeof open = (url, headers) => {
    if (refusals-- > 0) throw new Error("not by this policy");
    return open(url, headers);
  };
  const device = await Device.signedIn(world, { dependencies: { openSocket } });
  expect(device.state).toBe("waiting");
  await world.clock.advance(10_000);
  expect(device.state).toBe("live");
});

describe("the platform's word about the network", () => {
  test("without one the state is offline, but it goes on trying quietly", async () => {
    const { server, clock, device } = await ana();
    server.isDown = true;
    device.online.value = false;
    server.closeSockets(1006);
    const states = new Set<string>();
    const stop = device.parlor.connection.subscribe(({ state }) => states.add(state));
    await clock.advance(60_000);
    stop();
    expect([...states]).toEqual(["offline"]);
    server.isDown = false;
    await clock.advance(30_000);
    expect(device.state).toBe("live");
  });

  test("its return is a reason to try at once", async () => {
    const { server, clock, device } = await ana();
    server.isDown = true;
    device.online.value = false;
    server.closeSockets(1006);
    await clock.advance(60_000);
    server.isDown = false;
    device.online.value = true;
    await settle();
    expect(device.state).toBe("live");
  });

  test("a wrong word does not cut a line that works", async () => {
    const { server, room, clock, device } = await ana();
    device.online.value = false;
    await clock.advance(10_000);
    expect(device.state).toBe("live");
    server.say(room, "bo", "still here");
    expect(device.parlor.conversations.value[0]?.unread).toBe(1);
  });

  test("a right word is proved by a probe, so that the banner does not wait for the silence", async () => {
    const { server, clock, device } = await ana();
    [...server.sockets.keys()][0]!.isDead = true;
    server.isDown = true;
    device.online.value = false;
    await clock.advance(5_000);
    expect(device.state).toBe("offline");
  });
});

describe("who answers", () => {
  test("a server with another protocol: stops and says that the app is outdated", async () => {
    const { server, clock, device } = await ana();
    server.protocol = 2;
    server.closeSockets(1006);
    await clock.advance(60_000);
    expect(device.parlor.connection.value).toEqual({ state: "offline", retry_at: null, detail: "outdated" });
    expect(device.parlor.phase.value).toBe("signed_in");
  });

  test("a socket of somebody else's account (another tab signed in): nothing of it is mixed in", async () => {
    const world = makeWorld();
    const jar = {};
    const first = await Device.signedIn(world, { jar });
    const second = new Device(world, { jar });
    await second.parlor.start();
    await second.parlor.login({ login: "bo", password: "bo's password" });
    await settle();
    world.server.closeSockets(1006);
    await world.clock.advance(1_000);
    expect(first.parlor.phase.value).toBe("signed_out");
    expect(first.parlor.me.value).toBeNull();
    expect(second.parlor.me.value?.username).toBe("bo");
    expect(second.state).toBe("live");
  });
});

test("a stopped client leaves no timer and no socket behind", async () => {
  const { server, clock, device } = await ana();
  await device.parlor.stop();
  expect(device.parlor.connection.value.state).toBe("offline");
  expect(sockets(server)).toBe(0);
  expect(clock.pending).toBe(0);
  await device.parlor.start();
  await settle();
  expect(device.state).toBe("live");
});
