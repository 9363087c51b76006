import { describe, expect, test } from "bun:test";
import type { ConversationView } from "./conversation-view.ts";
import { anaIn } from "./testing/ana-in.ts";
import { settle } from "./testing/fake-clock.ts";

describe("typing", () => {
  const typing = (world: Awaited<ReturnType<typeof anaIn>>, name: string, isTyping: boolean) => {
    const { id } = world.server.account(name);
    world.server.publish({
      event: "typing.changed",
      data: { conversation: world.room.id, person: { id, name }, typing: isTyping },
    });
  };
  const names = ({ typing }: ConversationView) => typing.value.map(({ name }) => name);

  test("shows who types, without me, until they stop", async () => {
    const world = await anaIn(1);
    for (const name of ["bo", "cy", "ana"]) typing(world, name, true);
    expect(names(world.view)).toEqual(["bo", "cy"]);
    typing(world, "bo", false);
    expect(names(world.view)).toEqual(["cy"]);
  });

  test("lapses six seconds after the last word of it", async () => {
    const world = await anaIn(1);
    typing(world, "bo", true);
    await world.clock.advance(4_000);
    typing(world, "bo", true);
    await world.clock.advance(5_999);
    expect(names(world.view)).toEqual(["bo"]);
    await world.clock.advance(1);
    expect(names(world.view)).toEqual([]);
  });

  test("ends with their message, and with the connection", async () => {
    const world = await anaIn(1);
    typing(world, "bo", true);
    typing(world, "cy", true);
    world.server.say(world.room, "bo", "done");
    expect(names(world.view)).toEqual(["cy"]);
    world.server.closeSockets(1006);
    expect(names(world.view)).toEqual([]);
  });

  test("my own is told when it begins, every three seconds and when it stops", async () => {
    const { server, clock, view } = await anaIn(1);
    const told = () => server.inputs("conversation.typing").map((input) => input.typing);
    view.setTyping(false);
    for (let key = 0; key < 40; key++) {
      view.setTyping(true);
      await clock.advance(100);
    }
    expect(told()).toEqual([true, true]);
    view.setTyping(false);
    view.setTyping(false);
    await settle();
    expect(told()).toEqual([true, true, false]);
  });

  test("after a message typing is told anew, and its end is not: the message says it", async () => {
    const { server, view } = await anaIn(1);
    view.setTyping(true);
    view.send("done");
    view.setTyping(false);
    view.setTyping(true);
    await settle();
    expect(server.inputs("conversation.typing").map((input) => input.typing)).toEqual([true, true]);
  });

  test("is not told in a large room", async () => {
    const { server, room, view } = await anaIn(1);
    room.members = 100;
    server.publish(room.memberJoined(server.account("di")));
    view.setTyping(true);
    await settle();
    expect(server.count("conversation.typing")).toBe(0);
  });
});
