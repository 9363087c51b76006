import { describe, expect, test } from "bun:test";
import { limits } from "#protocol/limits.ts";
import { MemoryStorage } from "./memory-storage.ts";
import { Device, makeWorld } from "./testing/device.ts";
import { settle } from "./testing/fake-clock.ts";
import type { CookieJar } from "./testing/fake-server.ts";

/** Ana signed in but without a socket, so that every call goes over HTTP. */
async function anaOverHttp({ jar }: { jar?: CookieJar } = {}) {
  const world = makeWorld();
  const device = await Device.signedIn(world, jar ? { jar } : {});
  world.server.refuseNext("sync.resume", "internal");
  world.server.closeSockets(1006);
  return { ...world, world, device, jar, get: () => device.parlor.call("account.get", {}) };
}

describe.each([
  ["tokens of its own", () => undefined],
  ["cookies", () => ({})],
])("with %s", (_name, makeJar) => {
  const setUp = () => {
    const jar = makeJar();
    return anaOverHttp(jar ? { jar } : {});
  };

  test("a call goes through without a refresh while access lasts", async () => {
    const { server, get } = await setUp();
    expect(await get()).toMatchObject({ ok: true, value: { username: "ana" } });
    expect(server.count("auth.refresh")).toBe(0);
  });

  test("access is renewed a minute before it ends", async () => {
    const { server, clock, get } = await setUp();
    await clock.advance(limits.access_token_ms - 60_000);
    server.closeSockets(1006);
    const before = server.count("auth.refresh");
    await get();
    expect(server.count("auth.refresh")).toBe(before + 1);
  });

  test("a 401 before its time renews access once and repeats the call", async () => {
    const { server, get } = await setUp();
    server.expireAccess();
    expect(await get()).toMatchObject({ ok: true, value: { username: "ana" } });
    expect(server.requests.slice(-3).map(({ op }) => op)).toEqual(["account.get", "auth.refresh", "account.get"]);
  });

  test("many calls at once renew access once", async () => {
    const { server, get } = await setUp();
    server.expireAccess();
    const answers = await Promise.all(Array.from({ length: 8 }, get));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(server.count("auth.refresh")).toBe(1);
  });

  test("a second 401 after the renewal is handed on, not tried for ever", async () => {
    const { server, get } = await setUp();
    server.refuseNext("account.get", "not_signed_in");
    server.refuseNext("account.get", "not_signed_in");
    expect(await get()).toMatchObject({ ok: false, problem: { code: "not_signed_in" } });
    expect(server.count("auth.refresh")).toBe(1);
  });

  test("a refusal that is no matter of sign-in renews nothing", async () => {
    const { server, device } = await setUp();
    server.refuseNext("account.get", "not_allowed");
    server.refuseNext("account.update", "wrong_credentials");
    expect(await device.parlor.call("account.get", {})).toMatchObject({ problem: { code: "not_allowed" } });
    expect(await device.parlor.call("account.update", {})).toMatchObject({ problem: { code: "wrong_credentials" } });
    expect(server.count("auth.refresh")).toBe(0);
  });

  test.each(["session_expired", "refresh_reused", "not_signed_in"] as const)(
    "a renewal refused with %s signs out",
    async (code) => {
      const { server, device, get } = await setUp();
      server.expireAccess();
      server.refuseNext("auth.refresh", code);
      expect(await get()).toMatchObject({ ok: false, problem: { code } });
      await settle();
      expect(device.parlor.phase.value).toBe("signed_out");
      expect(device.parlor.connection.value.detail).toBe("signed_out");
      expect(await device.storage.list("session", "")).toEqual([]);
    },
  );

  test("a renewal refused because the account is blocked says so", async () => {
    const { server, device, get } = await setUp();
    server.expireAccess();
    server.refuseNext("auth.refresh", "account_blocked");
    await get();
    expect(device.parlor.connection.value.detail).toBe("blocked");
  });

  test("a renewal that the network swallows signs nobody out, and the next one is tried with the same token", async () => {
    const { server, device, get } = await setUp();
    server.expireAccess();
    server.refuseNext("auth.refresh", "unavailable");
    expect(await get()).toMatchObject({ ok: false, problem: { code: "unavailable" } });
    expect(device.parlor.phase.value).toBe("signed_in");
    expect(await get()).toMatchObject({ ok: true });
  });

  test("a socket that is refused has the token tried over HTTP, renewed, and is opened", async () => {
    const { server, clock, device } = await setUp();
    await clock.advance(1_000);
    expect(device.state).toBe("live");
    server.expireAccess();
    server.closeSockets(1006);
    await clock.advance(10_000);
    expect(device.state).toBe("live");
    expect(server.count("auth.refresh")).toBe(1);
  });

  test("a session that was revoked while this device was away ends at the next try", async () => {
    const { server, clock, device } = await setUp();
    server.revokeSessions();
    await clock.advance(10_000);
    expect(device.parlor.phase.value).toBe("signed_out");
    expect(device.parlor.connection.value.detail).toBe("signed_out");
  });

  test("it is still signed in on the next start, days later", async () => {
    const { clock, device, jar } = await setUp();
    await clock.advance(1_000);
    await device.parlor.stop();
    await clock.advance(3 * 24 * 60 * 60 * 1_000);
    const again = await device.reload(jar ? { jar } : {});
    expect(again.parlor.phase.value).toBe("signed_in");
    expect(again.state).toBe("live");
  });
});

test("a tab that stays connected renews its sign-in once a day", async () => {
  const world = makeWorld();
  const device = await Device.signedIn(world);
  await world.clock.advance(23 * 60 * 60 * 1_000);
  expect(world.server.count("auth.refresh")).toBe(0);
  await world.clock.advance(60 * 60 * 1_000);
  expect(world.server.count("auth.refresh")).toBe(1);
  expect(device.state).toBe("live");
});

describe("where tokens are", () => {
  test("with cookies no token is on the disk or in a header", async () => {
    const jar: CookieJar = {};
    const { device } = await anaOverHttp({ jar });
    expect(jar.access).toBeDefined();
    const disk = JSON.stringify(await device.storage.list("session", ""));
    expect(disk).not.toContain(jar.access!);
    expect(disk).not.toContain(jar.refresh!);
  });

  test("a password and what is derived from it are never on the disk", async () => {
    const { clock, device } = await anaOverHttp();
    await clock.advance(1_000);
    for (const table of ["session", "account", "conversations", "messages", "drafts", "outbox", "reads", "server"] as const) {
      expect(JSON.stringify(await device.storage.list(table, ""))).not.toContain("ana's password");
    }
  });
});

describe("several tabs with one cookie", () => {
  function makeLock() {
    let tail: Promise<unknown> = Promise.resolve();
    return <T>(_name: string, work: () => Promise<T>): Promise<T> => {
      const turn = tail.then(work, work);
      tail = turn;
      return turn;
    };
  }

  test("renew it once between them", async () => {
    const world = makeWorld();
    const { server } = world;
    const [storage, jar, withLock] = [new MemoryStorage(), {}, makeLock()];
    const options = { storage, jar, dependencies: { withLock } };
    const first = await Device.signedIn(world, options);
    const second = new Device(world, options);
    await second.parlor.start();
    await settle();
    server.expireAccess();
    server.closeSockets(1006);
    const answers = await Promise.all([first, second].map((tab) => tab.parlor.call("account.get", {})));
    expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
    expect(server.count("auth.refresh")).toBe(1);
  });

  test("when one signs out, the others do too", async () => {
    const world = makeWorld();
    const [storage, jar] = [new MemoryStorage(), {}];
    const first = await Device.signedIn(world, { storage, jar });
    const second = new Device(world, { storage, jar });
    await second.parlor.start();
    await settle();
    await first.parlor.logout();
    world.server.closeSockets(1006);
    await world.clock.advance(10_000);
    expect(second.parlor.phase.value).toBe("signed_out");
  });
});
