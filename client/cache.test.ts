import { describe, expect, test } from "bun:test";
import { Device, makeWorld, read } from "./testing/device.ts";

describe("without the network", () => {
  test("the app opens on its last state", async () => {
    const world = makeWorld();
    const { server, room, clock } = world;
    server.say(room, "bo", "hello");
    const ana = await Device.signedIn(world);
    await ana.open(room);
    server.say(room, "bo", "still there?");
    await clock.advance(1_000);
    server.isDown = true;
    const again = await ana.reload();
    expect(again.parlor.phase.value).toBe("signed_in");
    expect(again.parlor.me.value?.username).toBe("ana");
    expect(again.parlor.server.value?.name).toBe("Test");
    expect(again.parlor.conversations.value).toMatchObject([{ name: "lobby", seq: 2, unread: 2 }]);
    expect(read(await again.open(room))).toEqual(["bo: hello", "bo: still there?"]);
    expect(again.view(room).page.value.problem).toBeNull();
    server.isDown = false;
    server.say(room, "cy", "later");
    await clock.advance(60_000);
    expect(read(again.view(room))).toEqual(["bo: hello", "bo: still there?", "cy: later"]);
  });

  test("messages opened from the disk catch up by what changed, not by a new page", async () => {
    const world = makeWorld();
    const { server, room, clock } = world;
    for (const text of ["1", "2"]) server.say(room, "bo", text);
    const ana = await Device.signedIn(world);
    await ana.open(room);
    await clock.advance(1_000);
    await ana.parlor.stop();
    server.say(room, "cy", "3");
    server.publish({ event: "message.changed", data: room.change(1, { body: { text: "1, edited" } }) });
    const again = await ana.reload();
    const pages = server.count("conversation.history");
    expect(read(await again.open(room))).toEqual(["bo: 1, edited", "bo: 2", "cy: 3"]);
    expect(server.count("conversation.history")).toBe(pages);
    expect(again.view(room).first_unread_seq.value).toBe(1);
  });

  test("messages opened from the disk after too long a time are loaded anew", async () => {
    const world = makeWorld();
    const { server, room, clock } = world;
    server.say(room, "bo", "1");
    const ana = await Device.signedIn(world);
    await ana.open(room);
    await clock.advance(1_000);
    await ana.parlor.stop();
    room.deltaMax = 1;
    for (const text of ["2", "3", "4"]) server.say(room, "bo", text);
    const again = await ana.reload();
    expect(read(await again.open(room))).toEqual(["bo: 1", "bo: 2", "bo: 3", "bo: 4"]);
  });

  test("at most the last 200 messages of a conversation are kept", async () => {
    const world = makeWorld();
    const { server, room, clock } = world;
    for (let index = 1; index <= 300; index++) room.append(server.account("bo"), String(index));
    room.readSeq.set(server.account("ana").id, 300);
    const ana = await Device.signedIn(world);
    const view = await ana.open(room);
    for (let page = 0; page < 5; page++) await view.loadBefore();
    expect(view.messages.value).toHaveLength(300);
    await clock.advance(1_000);
    server.isDown = true;
    const again = await ana.reload();
    const reopened = await again.open(room);
    expect(reopened.messages.value).toHaveLength(200);
    expect(reopened.page.value.has_before).toBe(true);
  });

  test("messages of the twenty conversations opened last are kept", async () => {
    const world = makeWorld();
    const { server, clock } = world;
    const rooms = Array.from({ length: 22 }, (_, index) => server.room(`room ${index}`));
    for (const room of rooms) room.append(server.account("bo"), "hi");
    const ana = await Device.signedIn(world);
    for (const room of rooms) await ana.open(room);
    await clock.advance(1_000);
    expect((await ana.storage.list("messages", "")).length).toBe(20);
    server.isDown = true;
    const again = await ana.reload();
    expect(read(await again.open(rooms[21]!))).toEqual(["bo: hi"]);
    expect(read(await again.open(rooms[0]!))).toEqual([]);
  });

  test("rows of another format are not trusted", async () => {
    const world = makeWorld();
    const ana = await Device.signedIn(world);
    await world.clock.advance(1_000);
    const [row] = await ana.storage.list("account", "");
    await ana.parlor.stop();
    await ana.storage.put("account", row!.key, { ...(row!.value as object), format: 0 });
    world.server.isDown = true;
    const again = await ana.reload();
    expect(again.parlor.me.value?.username).toBe("ana");
    expect(again.parlor.conversations.value).toEqual([]);
  });

  test("a device that has forgotten the account and cannot ask is signed out until it can", async () => {
    const world = makeWorld();
    const ana = await Device.signedIn(world);
    await world.clock.advance(1_000);
    await ana.parlor.stop();
    await ana.storage.clear("account", "");
    world.server.isDown = true;
    const offline = await ana.reload();
    expect(offline.parlor.phase.value).toBe("signed_out");
    world.server.isDown = false;
    const online = await offline.reload();
    expect(online.parlor.phase.value).toBe("signed_in");
  });
});
