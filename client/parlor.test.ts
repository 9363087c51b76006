import { describe, expect, test } from "bun:test";
import { Device, makeWorld, read } from "./testing/device.ts";
import { settle } from "./testing/fake-clock.ts";

describe("a first visit", () => {
  test("is signed out, and learns about the server", async () => {
    const { server, ...world } = makeWorld();
    const device = new Device({ server, ...world });
    expect(device.parlor.phase.value).toBe("starting");
    await device.parlor.start();
    await settle();
    expect(device.parlor.phase.value).toBe("signed_out");
    expect(device.parlor.server.value?.name).toBe("Test");
    expect(device.parlor.connection.value).toEqual({ state: "offline", retry_at: null, detail: null });
    expect(server.sockets.size).toBe(0);
    expect(server.count("auth.refresh")).toBe(0);
  });

  test("asks about the server until it answers", async () => {
    const world = makeWorld();
    world.server.isDown = true;
    const device = new Device(world);
    await device.parlor.start();
    await world.clock.advance(60_000);
    expect(device.parlor.server.value).toBeNull();
    world.server.isDown = false;
    await world.clock.advance(30_000);
    expect(device.parlor.server.value?.name).toBe("Test");
  });

  test("signs in, catches up and chats", async () => {
    const world = makeWorld();
    const { server, room } = world;
    server.say(room, "bo", "hello");
    const ana = await Device.signedIn(world);
    expect(ana.state).toBe("live");
    const view = await ana.open(room);
    view.send("hi Bo");
    await settle();
    server.say(room, "bo", "how are you");
    expect(read(view)).toEqual(["bo: hello", "me: hi Bo", "bo: how are you"]);
  });
});

describe("registering", () => {
  const di = { username: "di", password: "Secret 1!", display_name: "Di" };

  test("makes an account with a salt of its own, signs in and goes live", async () => {
    const world = makeWorld();
    const device = new Device(world);
    await device.parlor.start();
    expect(await device.parlor.register(di)).toEqual({ ok: true, value: undefined });
    await settle();
    expect(device.parlor.phase.value).toBe("signed_in");
    expect(device.state).toBe("live");
    const [input] = world.server.inputs("auth.register");
    expect(input).toMatchObject({
      username: "di",
      display_name: "Di",
      delivery: "bearer",
      kdf: { alg: "argon2id", m: 65_536, t: 3, p: 1 },
    });
    expect(input?.kdf.salt).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(JSON.stringify({ ...input, auth: null })).not.toContain("Secret");
  });

  test("a name that is taken is refused and signs nobody in", async () => {
    const device = new Device(makeWorld());
    await device.parlor.start();
    expect(await device.parlor.register({ ...di, username: "bo" })).toMatchObject({
      ok: false,
      problem: { code: "username_taken" },
    });
    expect(device.parlor.phase.value).toBe("signed_out");
    expect(device.parlor.me.value).toBeNull();
  });

  test("an empty password goes nowhere", async () => {
    const { server, ...world } = makeWorld();
    const device = new Device({ server, ...world });
    await device.parlor.start();
    const answer = await device.parlor.register({ ...di, password: "" });
    expect(answer).toMatchObject({ ok: false, problem: { code: "invalid_input", field: "password" } });
    expect(server.count("auth.register")).toBe(0);
  });
});

describe("signing in", () => {
  async function visitor() {
    const world = makeWorld();
    const device = new Device(world);
    await device.parlor.start();
    return { ...world, device, login: (password: string) => device.parlor.login({ login: "ana", password }) };
  }

  test("with a wrong password is refused", async () => {
    const { device, login } = await visitor();
    expect(await login("guess")).toMatchObject({ ok: false, problem: { code: "wrong_credentials" } });
    expect(device.parlor.phase.value).toBe("signed_out");
  });

  test.each([
    ["less memory", { m: 8_192 }],
    ["one pass", { t: 1 }],
    ["a short salt", { salt: "AAEC" }],
    ["another algorithm", { alg: "argon2d" }],
    ["a gigabyte and more", { m: 2_097_152 }],
  ])("to a server that asks for %s derives nothing and sends nothing", async (_name, change) => {
    const { server, login } = await visitor();
    const kdf = { alg: "argon2id", m: 65_536, t: 3, p: 1, salt: "AAECAwQFBgcICQoLDA0ODw", ...change };
    server.next("auth.prelogin", () => ({ value: { kdf } }));
    expect(await login("ana's password")).toMatchObject({ ok: false, problem: { code: "weak_derivation" } });
    expect(server.count("auth.login")).toBe(0);
  });

  test("on a device that cannot derive says so", async () => {
    const world = makeWorld();
    const deriveKeys = () => Promise.reject(new Error("no WebAssembly here"));
    const device = new Device(world, { dependencies: { deriveKeys } });
    await device.parlor.start();
    expect(await device.parlor.login({ login: "ana", password: "x" })).toMatchObject({
      ok: false,
      problem: { code: "internal" },
    });
  });

  test("without a network says so, at each step", async () => {
    const { server, login } = await visitor();
    server.isDown = true;
    expect(await login("ana's password")).toMatchObject({ ok: false, problem: { code: "unavailable" } });
    server.isDown = false;
    server.refuseNext("auth.login", "unavailable");
    expect(await login("ana's password")).toMatchObject({ ok: false, problem: { code: "unavailable" } });
    expect(await login("ana's password")).toMatchObject({ ok: true });
  });
});

describe("signing out", () => {
  test("ends the session and removes everything of the account from the device", async () => {
    const world = makeWorld();
    const { server, room } = world;
    const ana = await Device.signedIn(world);
    const view = await ana.open(room);
    server.refuseNext("message.send", "message_blank");
    view.send("unsent");
    view.draft.value = "half";
    view.markRead(1);
    await world.clock.advance(1_000);
    await ana.parlor.logout();
    expect(ana.parlor.phase.value).toBe("signed_out");
    expect(ana.parlor.unsent.value).toBe(0);
    expect(server.count("auth.logout")).toBe(1);
    expect(server.sockets.size).toBe(0);
    for (const table of ["session", "account", "conversations", "messages", "drafts", "outbox", "reads"] as const) {
      expect(await ana.storage.list(table, "")).toEqual([]);
    }
    await world.clock.advance(60_000);
    expect(await ana.storage.list("conversations", "")).toEqual([]);
    const again = await ana.reload();
    expect(again.parlor.phase.value).toBe("signed_out");
  });

  test("leaves another account of the same device alone", async () => {
    const world = makeWorld();
    const ana = await Device.signedIn(world);
    await ana.storage.put("drafts", "account-bo/room-lobby", "of Bo");
    await ana.parlor.logout();
    expect(await ana.storage.list("drafts", "")).toHaveLength(1);
  });

  test("without a network removes everything here, and the cookies' session at the next start", async () => {
    const world = makeWorld();
    const { server } = world;
    const jar = {};
    const ana = await Device.signedIn(world, { jar });
    server.isDown = true;
    await ana.parlor.logout();
    expect(ana.parlor.phase.value).toBe("signed_out");
    expect(await ana.storage.list("account", "")).toEqual([]);
    server.isDown = false;
    const again = await ana.reload({ jar });
    expect(again.parlor.phase.value).toBe("signed_out");
    expect(server.count("auth.logout")).toBe(1);
    expect(await again.storage.list("session", "")).toEqual([]);
  });

  test("and in again at once", async () => {
    const world = makeWorld();
    const ana = await Device.signedIn(world);
    const leaving = ana.parlor.logout();
    expect(await ana.parlor.login({ login: "ana", password: "ana's password" })).toMatchObject({ ok: true });
    await leaving;
    await settle();
    expect(ana.parlor.phase.value).toBe("signed_in");
    expect(ana.state).toBe("live");
    expect(await ana.storage.list("session", "")).toHaveLength(1);
  });
});

describe("changing the password", () => {
  test("proves the old one, takes a new salt, and the new one signs in", async () => {
    const world = makeWorld();
    const { server } = world;
    const ana = await Device.signedIn(world);
    const oldSalt = server.account("ana").kdf.salt;
    const passwords = { old_password: "ana's password", new_password: "Secret 2!" };
    expect(await ana.parlor.changePassword(passwords)).toEqual({ ok: true, value: undefined });
    expect(server.account("ana").kdf.salt).not.toBe(oldSalt);
    expect(server.inputs("account.change_password")[0]).toMatchObject({ keep_other_sessions: false });
    await ana.parlor.logout();
    expect(await ana.parlor.login({ login: "ana", password: "ana's password" })).toMatchObject({ ok: false });
    expect(await ana.parlor.login({ login: "ana", password: "Secret 2!" })).toMatchObject({ ok: true });
  });

  test("with a wrong old one is refused", async () => {
    const world = makeWorld();
    const ana = await Device.signedIn(world);
    const passwords = { old_password: "guess", new_password: "Secret 2!" };
    expect(await ana.parlor.changePassword(passwords)).toMatchObject({ ok: false, problem: { code: "wrong_credentials" } });
  });

  test("to nothing, or while signed out, is refused without asking", async () => {
    const world = makeWorld();
    const ana = await Device.signedIn(world);
    const passwords = { old_password: "ana's password", new_password: "" };
    expect(await ana.parlor.changePassword(passwords)).toMatchObject({ ok: false, problem: { field: "password" } });
    await ana.parlor.logout();
    expect(await ana.parlor.changePassword(passwords)).toMatchObject({ ok: false, problem: { code: "not_signed_in" } });
    expect(world.server.count("account.change_password")).toBe(0);
  });
});

describe("calling an operation", () => {
  test("goes over the socket when live and over HTTP otherwise", async () => {
    const world = makeWorld();
    const ana = await Device.signedIn(world);
    await ana.parlor.call("account.get", {});
    world.server.closeSockets(1006);
    await ana.parlor.call("account.get", {});
    const doors = world.server.requests.filter(({ op }) => op === "account.get").map(({ door }) => door);
    expect(doors).toEqual(["socket", "http"]);
  });

  test("of the socket alone waits for no HTTP", async () => {
    const world = makeWorld();
    const ana = await Device.signedIn(world);
    world.server.closeSockets(1006);
    expect(await ana.parlor.call("presence.set", { state: "idle" })).toMatchObject({
      ok: false,
      problem: { code: "unavailable" },
    });
    expect(world.server.count("presence.set")).toBe(0);
  });

  test("while signed out asks as a visitor", async () => {
    const world = makeWorld();
    const device = new Device(world);
    await device.parlor.start();
    expect(await device.parlor.call("server.get", {})).toMatchObject({ ok: true });
    expect(await device.parlor.call("account.get", {})).toMatchObject({ ok: false, problem: { code: "not_signed_in" } });
  });

  test("is settled when the socket dies, and when the answer never comes", async () => {
    const world = makeWorld();
    const { server, clock } = world;
    const ana = await Device.signedIn(world);
    server.loseNextAnswer("account.get");
    const cut = ana.parlor.call("account.get", {});
    await settle();
    server.closeSockets(1006);
    expect(await cut).toMatchObject({ ok: false, problem: { code: "unavailable" } });
    await clock.advance(1_000);
    server.loseNextAnswer("account.get");
    const silent = ana.parlor.call("account.get", {});
    await clock.advance(30_000);
    expect(await silent).toMatchObject({ ok: false, problem: { code: "unavailable" } });
    server.closeSockets(1006);
    server.isDown = true;
    expect(await ana.parlor.call("account.get", {})).toMatchObject({ ok: false, problem: { code: "unavailable" } });
  });
});

describe("presence of my own", () => {
  test("is told when it changes, and again after a reconnect", async () => {
    const world = makeWorld();
    const { server, clock } = world;
    const ana = await Device.signedIn(world);
    const told = () => server.inputs("presence.set").map(({ state }) => state);
    ana.parlor.setActive(true);
    ana.parlor.setActive(false);
    ana.parlor.setActive(false);
    await settle();
    expect(told()).toEqual(["idle"]);
    server.closeSockets(1006);
    await clock.advance(1_000);
    expect(told()).toEqual(["idle", "idle"]);
    ana.parlor.setActive(true);
    await settle();
    server.closeSockets(1006);
    await clock.advance(1_000);
    expect(told()).toEqual(["idle", "idle", "online"]);
  });
});

test("conversations stand in the order of their last activity", async () => {
  const world = makeWorld();
  const { server, room, clock } = world;
  const kitchen = server.room("kitchen");
  const ana = await Device.signedIn(world);
  const names = () => ana.parlor.conversations.value.map(({ name }) => name);
  await clock.advance(1_000);
  server.say(kitchen, "bo", "hi");
  expect(names()).toEqual(["kitchen", "lobby"]);
  await clock.advance(1_000);
  server.say(room, "bo", "hi");
  expect(names()).toEqual(["lobby", "kitchen"]);
});

test("the limits of each new connection replace those of the last", async () => {
  const world = makeWorld();
  const ana = await Device.signedIn(world);
  world.server.limits = { message_max_length: 10, file_max_bytes: 2, picture_max_bytes: 2 };
  world.server.closeSockets(1006);
  await world.clock.advance(1_000);
  expect(ana.parlor.server.value?.limits.message_max_length).toBe(10);
});
