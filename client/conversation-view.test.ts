import { describe, expect, test } from "bun:test";
import { Device, makeWorld, read } from "./testing/device.ts";
import { settle } from "./testing/fake-clock.ts";

/** A room in which Bo has written this many messages, numbered from 1; Ana has read some. */
async function aRoomOf(count: number, { readUpTo = 0 } = {}) {
  const world = makeWorld();
  const { server, room } = world;
  for (let index = 1; index <= count; index++) room.append(server.account("bo"), String(index));
  room.readSeq.set(server.account("ana").id, readUpTo);
  const ana = await Device.signedIn(world);
  return { ...world, world, ana, view: ana.view(room) };
}

type View = Awaited<ReturnType<typeof aRoomOf>>["view"];
const held = ({ messages }: View) => [messages.value.at(0)?.message.seq, messages.value.at(-1)?.message.seq];

describe("opening", () => {
  test("with nothing unread shows the latest page and no divider", async () => {
    const { view } = await aRoomOf(200, { readUpTo: 200 });
    await view.open();
    expect(held(view)).toEqual([151, 200]);
    expect(view.page.value).toEqual({ has_before: true, has_after: false, loading: null, problem: null });
    expect(view.first_unread_seq.value).toBeNull();
  });

  test("with a few unread shows the latest page and the divider before the first of them", async () => {
    const { view } = await aRoomOf(200, { readUpTo: 190 });
    await view.open();
    expect(held(view)).toEqual([151, 200]);
    expect(view.first_unread_seq.value).toBe(191);
  });

  test("with many unread shows the page around the first of them", async () => {
    const { view } = await aRoomOf(300, { readUpTo: 100 });
    await view.open();
    expect(held(view)).toEqual([76, 125]);
    expect(view.first_unread_seq.value).toBe(101);
    expect(view.page.value).toMatchObject({ has_before: true, has_after: true });
  });

  test("the divider skips my own messages and what is deleted", async () => {
    const world = makeWorld();
    const { server, room } = world;
    room.append(server.account("ana"), "mine");
    room.append(server.account("bo"), "gone");
    room.append(server.account("bo"), "first unread");
    room.change(2, { deleted_at: 1 });
    const ana = await Device.signedIn(world);
    const view = await ana.open(room);
    expect(view.first_unread_seq.value).toBe(3);
  });

  test("the divider stays while it is open, whatever is read or arrives, and is set anew at the next opening", async () => {
    const { server, room, clock, view } = await aRoomOf(5, { readUpTo: 3 });
    await view.open();
    view.markRead(5);
    server.say(room, "bo", "6");
    expect(view.first_unread_seq.value).toBe(4);
    view.close();
    expect(view.first_unread_seq.value).toBeNull();
    await clock.advance(5_000);
    await view.open();
    expect(view.first_unread_seq.value).toBe(6);
  });

  test("loads once, however often it is asked", async () => {
    const { server, view } = await aRoomOf(5);
    await Promise.all([view.open(), view.open()]);
    await view.open();
    expect(server.count("conversation.history")).toBe(1);
    expect(held(view)).toEqual([1, 5]);
  });

  test("right after closing, while the first opening is still loading, loads anew", async () => {
    const { server, view } = await aRoomOf(5);
    const release = server.holdNextAnswer("conversation.history");
    const first = view.open();
    await settle();
    view.close();
    await view.open();
    release();
    await first;
    expect(held(view)).toEqual([1, 5]);
    expect(view.page.value.loading).toBeNull();
  });

  test("again shows what is held without asking, and it has been kept up to date", async () => {
    const { server, room, view } = await aRoomOf(5, { readUpTo: 5 });
    await view.open();
    view.close();
    server.say(room, "cy", "while closed");
    await view.open();
    expect(read(view).at(-1)).toBe("cy: while closed");
    expect(server.count("conversation.history")).toBe(1);
  });

  test("that fails says why and tries again with the connection", async () => {
    const { server, room, clock, view } = await aRoomOf(5);
    server.isDown = true;
    server.closeSockets(1006);
    await view.open();
    expect(view.page.value).toMatchObject({ loading: null, problem: { code: "unavailable" } });
    expect(read(view)).toEqual([]);
    server.isDown = false;
    await clock.advance(60_000);
    expect(view.page.value.problem).toBeNull();
    expect(held(view)).toEqual([1, 5]);
    expect(room.seq).toBe(5);
  });

  test("that is refused says why, and opening again tries anew", async () => {
    const { server, view } = await aRoomOf(5);
    server.refuseNext("conversation.history", "rate_limited");
    await view.open();
    expect(view.page.value.problem?.code).toBe("rate_limited");
    await view.open();
    expect(view.page.value.problem).toBeNull();
    expect(held(view)).toEqual([1, 5]);
  });

  test("that is over before its page came shows nothing of it", async () => {
    const { server, view } = await aRoomOf(5);
    const release = server.holdNextAnswer("conversation.history");
    const opening = view.open();
    await settle();
    view.close();
    release();
    await opening;
    expect(read(view)).toEqual([]);
    expect(view.page.value.loading).toBeNull();
  });
});

describe("pages", () => {
  test("older ones go before until there are none", async () => {
    const { view } = await aRoomOf(120, { readUpTo: 120 });
    await view.open();
    await view.loadBefore();
    expect(held(view)).toEqual([21, 120]);
    await view.loadBefore();
    expect(held(view)).toEqual([1, 120]);
    expect(view.page.value.has_before).toBe(false);
    expect(new Set(view.messages.value.map(({ message }) => message.seq)).size).toBe(120);
  });

  test("later ones go after, and at the end live messages join on", async () => {
    const { server, room, view } = await aRoomOf(150, { readUpTo: 10 });
    await view.open();
    expect(view.page.value.has_after).toBe(true);
    server.say(room, "cy", "151");
    expect(held(view)).toEqual([1, 50]);
    await view.loadAfter();
    await view.loadAfter();
    expect(view.page.value.has_after).toBe(true);
    await view.loadAfter();
    expect(held(view)).toEqual([1, 151]);
    expect(view.page.value.has_after).toBe(false);
    server.say(room, "cy", "152");
    expect(held(view)).toEqual([1, 152]);
  });

  test("asked for while one is loading is asked for once", async () => {
    const { server, view } = await aRoomOf(120, { readUpTo: 120 });
    await view.open();
    await Promise.all([view.loadBefore(), view.loadBefore(), view.loadBefore()]);
    expect(server.count("conversation.history")).toBe(2);
    expect(held(view)).toEqual([21, 120]);
  });

  test("where there is nothing more, nothing is asked", async () => {
    const { server, view } = await aRoomOf(5, { readUpTo: 5 });
    await view.open();
    await view.loadBefore();
    await view.loadAfter();
    await view.jumpToLatest();
    await view.jumpTo(3);
    expect(server.count("conversation.history")).toBe(1);
  });

  test("a jump into the past replaces the run, and a jump to the latest brings the end back", async () => {
    const { view } = await aRoomOf(500, { readUpTo: 500 });
    await view.open();
    await view.jumpTo(100);
    expect(held(view)).toEqual([75, 124]);
    expect(view.page.value).toMatchObject({ has_before: true, has_after: true });
    await view.jumpToLatest();
    expect(held(view)).toEqual([451, 500]);
  });

  test("a jump overtakes a page that is still loading", async () => {
    const { server, view } = await aRoomOf(500, { readUpTo: 500 });
    await view.open();
    const release = server.holdNextAnswer("conversation.history");
    const slow = view.loadBefore();
    await view.jumpTo(100);
    release();
    await slow;
    expect(held(view)).toEqual([75, 124]);
  });

  test("an edit that overtakes the page it belongs to is not lost", async () => {
    const { server, room, view } = await aRoomOf(120, { readUpTo: 120 });
    await view.open();
    const release = server.holdNextAnswer("conversation.history");
    const loading = view.loadBefore();
    await settle();
    server.publish({ event: "message.changed", data: room.change(30, { body: { text: "edited" } }) });
    release();
    await loading;
    expect(read(view)[9]).toBe("bo: edited");
  });

  test("a message that overtakes the latest page is not lost", async () => {
    const { server, room, view } = await aRoomOf(5, { readUpTo: 5 });
    const release = server.holdNextAnswer("conversation.history");
    const opening = view.open();
    await settle();
    server.say(room, "cy", "overtaking");
    release();
    await opening;
    expect(read(view).slice(-2)).toEqual(["bo: 5", "cy: overtaking"]);
  });

  test("a page from before a reset is not taken for the present", async () => {
    const { server, room, clock, view } = await aRoomOf(5, { readUpTo: 5 });
    const release = server.holdNextAnswer("conversation.history");
    const opening = view.open();
    await settle();
    room.deltaMax = 1;
    for (const text of ["6", "7"]) room.append(server.account("bo"), text);
    server.say(room, "bo", "8");
    await clock.advance(300);
    release();
    await opening;
    await settle();
    expect(held(view)).toEqual([1, 8]);
    expect(view.messages.value).toHaveLength(8);
  });

  test("a failed one says why and leaves what is shown", async () => {
    const { server, view } = await aRoomOf(120, { readUpTo: 120 });
    await view.open();
    server.refuseNext("conversation.history", "rate_limited");
    await view.loadBefore();
    expect(view.page.value).toMatchObject({ problem: { code: "rate_limited" }, loading: null });
    expect(held(view)).toEqual([71, 120]);
    await view.loadBefore();
    expect(view.page.value.problem).toBeNull();
    expect(held(view)).toEqual([21, 120]);
  });

  test("an unchanged message stays the same object, so that a list redraws only what changed", async () => {
    const { server, room, view } = await aRoomOf(5, { readUpTo: 5 });
    await view.open();
    const before = view.messages.value[0];
    server.say(room, "cy", "6");
    expect(view.messages.value[0]).toBe(before!);
  });
});

describe("reading", () => {
  test("counts down at once and is told to the server", async () => {
    const { server, room, view } = await aRoomOf(5);
    await view.open();
    view.markRead(3);
    expect(view.summary.value).toMatchObject({ read_seq: 3, unread: 2 });
    await settle();
    expect(server.inputs("conversation.mark_read")).toEqual([{ conversation: room.id, seq: 3 }]);
  });

  test("is told at most once a second, with the last position", async () => {
    const { server, clock, view } = await aRoomOf(9);
    await view.open();
    for (let seq = 1; seq <= 9; seq++) view.markRead(seq);
    await clock.advance(999);
    expect(server.inputs("conversation.mark_read").map(({ seq }) => seq)).toEqual([1]);
    await clock.advance(5_000);
    expect(server.inputs("conversation.mark_read").map(({ seq }) => seq)).toEqual([1, 9]);
  });

  test("never goes back, nor beyond the last message", async () => {
    const { server, view } = await aRoomOf(5, { readUpTo: 4 });
    await view.open();
    view.markRead(2);
    await settle();
    expect(server.count("conversation.mark_read")).toBe(0);
    view.markRead(99);
    await settle();
    expect(server.inputs("conversation.mark_read").map(({ seq }) => seq)).toEqual([5]);
  });

  test("a message that arrives while the answer is on its way stays unread", async () => {
    const { server, room, view } = await aRoomOf(5);
    await view.open();
    const release = server.holdNextAnswer("conversation.mark_read");
    view.markRead(5);
    await settle();
    server.say(room, "bo", "6");
    release();
    await settle();
    expect(view.summary.value).toMatchObject({ read_seq: 5, unread: 1 });
  });

  test("without a connection is kept over a reload and told when it is back", async () => {
    const { server, room, clock, ana, view } = await aRoomOf(5);
    await view.open();
    server.isDown = true;
    server.closeSockets(1006);
    view.markRead(4);
    const again = await ana.reload();
    expect(again.view(room).summary.value).toMatchObject({ read_seq: 4, unread: 1 });
    server.isDown = false;
    await clock.advance(60_000);
    expect(room.readSeq.get(server.account("ana").id)).toBe(4);
    expect(again.view(room).summary.value).toMatchObject({ read_seq: 4, unread: 1 });
  });

  test("refused for now is told again; refused for good is let go", async () => {
    const { server, room, clock, view } = await aRoomOf(5);
    await view.open();
    server.refuseNext("conversation.mark_read", "rate_limited", { retry_after_ms: 3_000 });
    view.markRead(3);
    await clock.advance(2_999);
    expect(server.count("conversation.mark_read")).toBe(1);
    await clock.advance(1);
    expect(room.readSeq.get(server.account("ana").id)).toBe(3);
    server.refuseNext("conversation.mark_read", "conversation_not_found");
    view.markRead(5);
    await clock.advance(60_000);
    expect(server.count("conversation.mark_read")).toBe(3);
  });

  test("unread counts others' messages only", async () => {
    const { server, room, ana, view } = await aRoomOf(2, { readUpTo: 2 });
    await view.open();
    view.send("mine");
    await settle();
    server.say(room, "bo", "theirs");
    expect(ana.parlor.conversations.value[0]?.unread).toBe(1);
    server.publish({ event: "message.changed", data: room.change(4, { deleted_at: 1 }) });
    expect(ana.parlor.conversations.value[0]?.unread).toBe(0);
  });
});

describe("typing", () => {
  const typing = (world: Awaited<ReturnType<typeof aRoomOf>>, name: string, isTyping: boolean) => {
    const { id } = world.server.account(name);
    world.server.publish({
      event: "typing.changed",
      data: { conversation: world.room.id, person: { id, name }, typing: isTyping },
    });
  };
  const names = ({ typing }: View) => typing.value.map(({ name }) => name);

  test("shows who types, without me, until they stop", async () => {
    const world = await aRoomOf(1);
    for (const name of ["bo", "cy", "ana"]) typing(world, name, true);
    expect(names(world.view)).toEqual(["bo", "cy"]);
    typing(world, "bo", false);
    expect(names(world.view)).toEqual(["cy"]);
  });

  test("lapses six seconds after the last word of it", async () => {
    const world = await aRoomOf(1);
    typing(world, "bo", true);
    await world.clock.advance(4_000);
    typing(world, "bo", true);
    await world.clock.advance(5_999);
    expect(names(world.view)).toEqual(["bo"]);
    await world.clock.advance(1);
    expect(names(world.view)).toEqual([]);
  });

  test("ends with their message, and with the connection", async () => {
    const world = await aRoomOf(1);
    typing(world, "bo", true);
    typing(world, "cy", true);
    world.server.say(world.room, "bo", "done");
    expect(names(world.view)).toEqual(["cy"]);
    world.server.closeSockets(1006);
    expect(names(world.view)).toEqual([]);
  });

  test("my own is told when it begins, every three seconds and when it stops", async () => {
    const { server, clock, view } = await aRoomOf(1);
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
    const { server, view } = await aRoomOf(1);
    view.setTyping(true);
    view.send("done");
    view.setTyping(false);
    view.setTyping(true);
    await settle();
    expect(server.inputs("conversation.typing").map((input) => input.typing)).toEqual([true, true]);
  });

  test("is not told in a large room", async () => {
    const { server, room, view } = await aRoomOf(1);
    room.members = 100;
    server.publish(room.memberJoined(server.account("di")));
    view.setTyping(true);
    await settle();
    expect(server.count("conversation.typing")).toBe(0);
  });
});

describe("drafts", () => {
  test("survive a reload", async () => {
    const { room, ana, view } = await aRoomOf(1);
    view.draft.value = "half a thou";
    const again = await ana.reload();
    expect(again.view(room).draft.value).toBe("half a thou");
  });

  test("survive a crash half a second later", async () => {
    const { world, room, clock, ana, view } = await aRoomOf(1);
    view.draft.value = "half a thou";
    await clock.advance(500);
    const again = new Device(world, { storage: ana.storage });
    await again.parlor.start();
    expect(again.view(room).draft.value).toBe("half a thou");
  });

  test("survive a crash at once when the app was warned", async () => {
    const { world, room, ana, view } = await aRoomOf(1);
    view.draft.value = "half a thou";
    await ana.parlor.flush();
    const again = new Device(world, { storage: ana.storage });
    await again.parlor.start();
    expect(again.view(room).draft.value).toBe("half a thou");
  });

  test("an emptied one is gone from the disk", async () => {
    const { clock, ana, view } = await aRoomOf(1);
    view.draft.value = "half";
    await clock.advance(500);
    view.draft.value = "";
    await clock.advance(500);
    expect(await ana.storage.list("drafts", "")).toEqual([]);
  });
});

test("members come a page at a time, or with the reason why not", async () => {
  const { server, room, view } = await aRoomOf(1);
  const page = { members: [], next_cursor: "next", member_count: 3, online_count: 1 };
  server.next("conversation.members", () => ({ value: page }));
  expect(await view.members()).toEqual({ ok: true, value: page });
  server.refuseNext("conversation.members", "conversation_not_found");
  expect(await view.members("next")).toMatchObject({ ok: false, problem: { code: "conversation_not_found" } });
  expect(server.inputs("conversation.members")).toEqual([{ conversation: room.id }, { conversation: room.id, cursor: "next" }]);
});
