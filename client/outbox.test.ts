import { describe, expect, test } from "bun:test";
import { anaIn, midsAt, textsIn } from "./testing/ana-in.ts";
import { Device, makeWorld, read } from "./testing/device.ts";
import { settle } from "./testing/fake-clock.ts";

async function anaInTheLobby() {
  const inLobby = await anaIn(0);
  await inLobby.view.open();
  return inLobby;
}

const stored = (device: Device) => device.storage.list("outbox", "");

describe("a message on its way", () => {
  test("shows at once as sending, with its mid as id and no seq", async () => {
    const { ana, view } = await anaInTheLobby();
    view.send("hi");
    expect(read(view)).toEqual(["me: hi (sending)"]);
    const [shown] = view.messages.value;
    expect(shown?.message.seq).toBe(0);
    expect(shown?.message.id as string).toBe(shown!.message.mid);
    expect(ana.parlor.unsent.value).toBe(1);
    await settle();
    expect(read(view)).toEqual(["me: hi"]);
    expect(ana.parlor.unsent.value).toBe(0);
  });

  test("is on the disk before it is sent, and leaves it only after the acknowledgement", async () => {
    const { server, ana, view } = await anaInTheLobby();
    const release = server.holdNextAnswer("message.send");
    server.isWithholding = true;
    view.send("hi");
    await Promise.resolve();
    expect(server.count("message.send")).toBe(0);
    expect(await stored(ana)).toHaveLength(1);
    await settle();
    expect(server.count("message.send")).toBe(1);
    expect(await stored(ana)).toHaveLength(1);
    release();
    await settle();
    expect(await stored(ana)).toHaveLength(0);
  });

  test("its event before the acknowledgement makes one message", async () => {
    const { server, view } = await anaInTheLobby();
    const release = server.holdNextAnswer("message.send");
    view.send("hi");
    await settle();
    expect(read(view)).toEqual(["me: hi"]);
    release();
    await settle();
    expect(read(view)).toEqual(["me: hi"]);
  });

  test("its event after the acknowledgement makes one message, shown as sent in between", async () => {
    const { server, ana, view } = await anaInTheLobby();
    server.isWithholding = true;
    view.send("hi");
    await settle();
    expect(read(view)).toEqual(["me: hi"]);
    expect(view.messages.value[0]?.message).toMatchObject({ seq: 1, id: "message-room-lobby-1" });
    expect(ana.parlor.unsent.value).toBe(0);
    server.isWithholding = false;
    server.publish(server.withheld[0]!);
    expect(read(view)).toEqual(["me: hi"]);
    expect(view.messages.value).toHaveLength(1);
  });

  test("an acknowledged message stands before those still waiting, whatever arrives in between", async () => {
    const { server, room, view } = await anaInTheLobby();
    server.isWithholding = true;
    server.next("message.send", (perform) => perform());
    const release = server.holdNextAnswer("message.send");
    view.send("first");
    view.send("second");
    await settle();
    expect(read(view)).toEqual(["me: first", "me: second (sending)"]);
    server.isWithholding = false;
    for (const event of server.withheld) server.publish(event);
    server.say(room, "bo", "third");
    release();
    await settle();
    expect(read(view)).toEqual(["me: first", "me: second", "bo: third"]);
  });

  test("the same text of somebody else under the same mid is not taken for mine", async () => {
    const { server, room, view } = await anaInTheLobby();
    server.refuseNext("message.send", "rate_limited", { retry_after_ms: 60_000 });
    view.send("hi");
    await settle();
    const message = room.append(server.account("bo"), "hi", midsAt(server)[0]);
    server.publish({ event: "message.created", data: message });
    expect(read(view)).toEqual(["bo: hi", "me: hi (sending)"]);
  });

  test("a reply carries what it answers", async () => {
    const { server, room, view } = await anaInTheLobby();
    const question = server.say(room, "bo", "why?");
    view.send("because", { reply_to: question.id });
    expect(view.messages.value[1]?.message.reply_to).toBe(question.id);
    await settle();
    expect(server.inputs("message.send")[0]).toMatchObject({ reply_to: question.id });
  });

  test("one sent from the middle of the past brings the list to the end", async () => {
    const world = makeWorld();
    const { server, room } = world;
    for (let index = 1; index <= 200; index++) room.append(server.account("bo"), String(index));
    const ana = await Device.signedIn(world);
    const view = await ana.open(room);
    expect(view.page.value.has_after).toBe(true);
    server.refuseNext("message.send", "rate_limited", { retry_after_ms: 60_000 });
    view.send("now");
    await settle();
    expect(view.page.value.has_after).toBe(false);
    expect(read(view).slice(-2)).toEqual(["bo: 200", "me: now (sending)"]);
  });
});

describe("a lost answer", () => {
  test("the message is sent again under the same mid, and is there once", async () => {
    const { server, room, clock, view } = await anaInTheLobby();
    server.isWithholding = true;
    server.loseNextAnswer("message.send");
    view.send("hi");
    await settle();
    await clock.advance(60_000);
    expect(new Set(midsAt(server)).size).toBe(1);
    expect(midsAt(server).length).toBeGreaterThan(1);
    expect(textsIn(room)).toEqual(["hi"]);
    expect(read(view)).toEqual(["me: hi"]);
  });

  test("a socket cut before the answer: the resume brings the message, and it is not sent again", async () => {
    const { server, room, clock, ana, view } = await anaInTheLobby();
    server.isWithholding = true;
    server.loseNextAnswer("message.send");
    view.send("hi");
    await settle();
    server.isWithholding = false;
    server.closeSockets(1006);
    expect(read(view)).toEqual(["me: hi (sending)"]);
    await clock.advance(1_000);
    expect(read(view)).toEqual(["me: hi"]);
    expect(midsAt(server)).toHaveLength(1);
    expect(textsIn(room)).toEqual(["hi"]);
    expect(await stored(ana)).toHaveLength(0);
  });

  test("a socket cut before the request arrived: the message is sent on the next", async () => {
    const { server, room, clock, view } = await anaInTheLobby();
    server.next("message.send", () => "nothing");
    view.send("hi");
    await settle();
    server.closeSockets(1006);
    await clock.advance(1_000);
    expect(textsIn(room)).toEqual(["hi"]);
    expect(new Set(midsAt(server)).size).toBe(1);
    expect(read(view)).toEqual(["me: hi"]);
  });
});

describe("a refusal", () => {
  test("for good shows on the message and is not tried again by itself", async () => {
    const { server, clock, ana, view } = await anaInTheLobby();
    server.refuseNext("message.send", "message_too_long");
    view.send("hi");
    await settle();
    expect(read(view)).toEqual(["me: hi (failed)"]);
    expect(view.messages.value[0]?.problem?.code).toBe("message_too_long");
    expect(ana.parlor.unsent.value).toBe(1);
    await clock.advance(600_000);
    expect(midsAt(server)).toHaveLength(1);
    server.closeSockets(1006);
    await clock.advance(1_000);
    expect(midsAt(server)).toHaveLength(1);
  });

  test("a failed message is sent again on request, under the same mid", async () => {
    const { server, room, view } = await anaInTheLobby();
    server.refuseNext("message.send", "message_too_long");
    view.send("hi");
    await settle();
    view.retry(midsAt(server)[0]!);
    await settle();
    expect(midsAt(server)[0]).toBe(midsAt(server)[1]!);
    expect(textsIn(room)).toEqual(["hi"]);
    expect(read(view)).toEqual(["me: hi"]);
  });

  test("a failed message is forgotten on request, also on the disk", async () => {
    const { server, ana, view } = await anaInTheLobby();
    server.refuseNext("message.send", "message_too_long");
    view.send("hi");
    await settle();
    view.discard(midsAt(server)[0]!);
    await settle();
    expect(read(view)).toEqual([]);
    expect(await stored(ana)).toEqual([]);
    expect(ana.parlor.unsent.value).toBe(0);
  });

  test("retry and discard of what is not there, or not failed, do nothing", async () => {
    const { server, room, view } = await anaInTheLobby();
    view.retry("no-such-mid");
    view.discard("no-such-mid");
    const release = server.holdNextAnswer("message.send");
    server.isWithholding = true;
    view.send("hi");
    await settle();
    view.retry(midsAt(server)[0]!);
    view.discard(midsAt(server)[0]!);
    expect(read(view)).toEqual(["me: hi (sending)"]);
    release();
    await settle();
    expect(textsIn(room)).toEqual(["hi"]);
    expect(midsAt(server)).toHaveLength(1);
  });

  test("for now waits as long as the server says, and the messages behind it wait too", async () => {
    const { server, room, clock, view } = await anaInTheLobby();
    server.refuseNext("message.send", "rate_limited", { retry_after_ms: 7_000 });
    for (const text of ["1", "2", "3"]) view.send(text);
    await clock.advance(6_999);
    expect(midsAt(server)).toHaveLength(1);
    expect(read(view)).toEqual(["me: 1 (sending)", "me: 2 (sending)", "me: 3 (sending)"]);
    await clock.advance(1);
    expect(textsIn(room)).toEqual(["1", "2", "3"]);
    expect(read(view)).toEqual(["me: 1", "me: 2", "me: 3"]);
  });

  test("for now, again and again, backs off when the server names no time", async () => {
    const { server, room, clock, view } = await anaInTheLobby();
    for (let time = 0; time < 4; time++) server.refuseNext("message.send", "internal");
    view.send("hi");
    // Half of 0.5, 1, 2 and 4 seconds.
    await clock.advance(3_749);
    expect(textsIn(room)).toEqual([]);
    await clock.advance(1);
    expect(textsIn(room)).toEqual(["hi"]);
  });

  test("an ended session is not the message's fault", async () => {
    const { server, ana, view } = await anaInTheLobby();
    server.refuseNext("message.send", "session_expired");
    view.send("hi");
    await settle();
    expect(read(view)).toEqual(["me: hi (sending)"]);
    expect(await stored(ana)).toHaveLength(1);
  });

  test("of the first of three for good: the others go on, and it stays last until it is sent", async () => {
    const { server, room, view } = await anaInTheLobby();
    server.refuseNext("message.send", "message_blank");
    for (const text of ["1", "2", "3"]) view.send(text);
    await settle();
    expect(textsIn(room)).toEqual(["2", "3"]);
    expect(read(view)).toEqual(["me: 2", "me: 3", "me: 1 (failed)"]);
    view.retry(midsAt(server)[0]!);
    await settle();
    expect(textsIn(room)).toEqual(["2", "3", "1"]);
  });

  test("a retried message keeps its place before later ones that still wait", async () => {
    const { server, room, clock, view } = await anaInTheLobby();
    server.refuseNext("message.send", "message_blank");
    server.refuseNext("message.send", "rate_limited", { retry_after_ms: 5_000 });
    for (const text of ["1", "2"]) view.send(text);
    await settle();
    view.retry(midsAt(server)[0]!);
    await clock.advance(5_000);
    expect(textsIn(room)).toEqual(["1", "2"]);
  });
});

describe("order", () => {
  test("one message of a conversation is in flight at a time", async () => {
    const { server, room, view } = await anaInTheLobby();
    const release = server.holdNextAnswer("message.send");
    for (const text of ["1", "2", "3"]) view.send(text);
    await settle();
    expect(midsAt(server)).toHaveLength(1);
    release();
    await settle();
    expect(textsIn(room)).toEqual(["1", "2", "3"]);
  });

  test("conversations do not wait for each other", async () => {
    const { server, world, ana, view } = await anaInTheLobby();
    const kitchen = server.room("kitchen");
    const added = kitchen.shownTo(server.account("ana"));
    server.publish({ event: "conversation.added", data: { feed_rev: 1, conversation: added } });
    server.holdNextAnswer("message.send");
    view.send("stuck");
    await settle();
    (await ana.open(kitchen)).send("free");
    await settle();
    expect(textsIn(kitchen)).toEqual(["free"]);
    expect(textsIn(world.room)).toEqual(["stuck"]);
  });

  test("messages sent in the same millisecond keep their order over a reload", async () => {
    const { server, clock, room, ana, view } = await anaInTheLobby();
    server.isDown = true;
    server.closeSockets(1006);
    for (let index = 0; index < 20; index++) view.send(String(index));
    const again = await ana.reload();
    server.isDown = false;
    await clock.advance(60_000);
    expect(textsIn(room)).toEqual(Array.from({ length: 20 }, (_, index) => String(index)));
    expect(again.parlor.unsent.value).toBe(0);
  });
});

test("messages for a conversation that is gone are gone with it", async () => {
  const { server, room, ana, view } = await anaInTheLobby();
  server.refuseNext("message.send", "rate_limited", { retry_after_ms: 60_000 });
  view.send("hi");
  await settle();
  server.publish({ event: "conversation.removed", data: { feed_rev: 1, conversation: room.id, reason: "removed" } });
  await settle();
  expect(ana.parlor.unsent.value).toBe(0);
  expect(await stored(ana)).toEqual([]);
});
