import { describe, expect, test } from "bun:test";
import { Device, makeWorld, read } from "./testing/device.ts";
import { settle } from "./testing/fake-clock.ts";

describe("a first visit", () => {
  test("signs in, catches up and chats", async () => {
    const world = makeWorld();
    const { server, room } = world;
    server.say(room, "bo", "hello");
    const ana = await Device.signedIn(world);
    expect(ana.state).toBe("live");
    const view = await ana.open(room);
    view.send("hi Bo");
    await settle();
    expect(read(view)).toEqual(["bo: hello", "me: hi Bo"]);
    server.say(room, "bo", "how are you");
    expect(read(view)).toEqual(["bo: hello", "me: hi Bo", "bo: how are you"]);
  });
});
