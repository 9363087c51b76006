import { describe, expect, test } from "bun:test";
import { anaIn, held } from "./testing/ana-in.ts";
import { Device, makeWorld, read } from "./testing/device.ts";
import { settle } from "./testing/fake-clock.ts";

describe("opening", () => {
  test("with nothing unread shows the latest page and no divider", async () => {
    const { view } = await anaIn(200, { readUpTo: 200 });
    await view.open();
    expect(held(view)).toEqual([151, 200]);
    expect(view.page.value).toEqual({ has_before: true, has_after: false, loading: null, problem: null });
    expect(view.first_unread_seq.value).toBeNull();
  });

  test("with a few unread shows the latest page and the divider before the first of them", async () => {
    const { view } = await anaIn(200, { readUpTo: 190 });
    await view.open();
    expect(held(view)).toEqual([151, 200]);
    expect(view.first_unread_seq.value).toBe(191);
  });

  test("with many unread shows the page around the first of them", async () => {
    const { view } = await anaIn(300, { readUpTo: 100 });
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
    const { server, room, clock, view } = await anaIn(5, { readUpTo: 3 });
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
    const { server, view } = await anaIn(5);
    await Promise.all([view.open(), view.open()]);
    await view.open();
    expect(server.count("conversation.history")).toBe(1);
    expect(held(view)).toEqual([1, 5]);
  });

  test("right after closing, while the first opening is still loading, loads anew", async () => {
    const { server, view } = await anaIn(5);
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
    const { server, room, view } = await anaIn(5, { readUpTo: 5 });
    await view.open();
    view.close();
    server.say(room, "cy", "while closed");
    await view.open();
    expect(read(view).at(-1)).toBe("cy: while closed");
    expect(server.count("conversation.history")).toBe(1);
  });

  test("that fails says why and tries again with the connection", async () => {
    const { server, room, clock, view } = await anaIn(5);
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
    const { server, view } = await anaIn(5);
    server.refuseNext("conversation.history", "rate_limited");
    await view.open();
    expect(view.page.value.problem?.code).toBe("rate_limited");
    await view.open();
    expect(view.page.value.problem).toBeNull();
    expect(held(view)).toEqual([1, 5]);
  });

  test("that is over before its page came shows nothing of it", async () => {
    const { server, view } = await anaIn(5);
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
    const { view } = await anaIn(120, { readUpTo: 120 });
    await view.open();
    await view.loadBefore();
    expect(held(view)).toEqual([21, 120]);
    await view.loadBefore();
    expect(held(view)).toEqual([1, 120]);
    expect(view.page.value.has_before).toBe(false);
    expect(new Set(view.messages.value.map(({ message }) => message.seq)).size).toBe(120);
  });

  test("later ones go after, and at the end live messages join on", async () => {
    const { server, room, view } = await anaIn(150, { readUpTo: 10 });
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
    const { server, view } = await anaIn(120, { readUpTo: 120 });
    await view.open();
    await Promise.all([view.loadBefore(), view.loadBefore(), view.loadBefore()]);
    expect(server.count("conversation.history")).toBe(2);
    expect(held(view)).toEqual([21, 120]);
  });

  test("where there is nothing more, nothing is asked", async () => {
    const { server, view } = await anaIn(5, { readUpTo: 5 });
    await view.open();
    await view.loadBefore();
    await view.loadAfter();
    await view.jumpToLatest();
    await view.jumpTo(3);
    expect(server.count("conversation.history")).toBe(1);
  });

  test("a jump into the past replaces the run, and a jump to the latest brings the end back", async () => {
    const { view } = await anaIn(500, { readUpTo: 500 });
    await view.open();
    await view.jumpTo(100);
    expect(held(view)).toEqual([75, 124]);
    expect(view.page.value).toMatchObject({ has_before: true, has_after: true });
    await view.jumpToLatest();
    expect(held(view)).toEqual([451, 500]);
  });

  test("a jump overtakes a page that is still loading", async () => {
    const { server, view } = await anaIn(500, { readUpTo: 500 });
    await view.open();
    const release = server.holdNextAnswer("conversation.history");
    const slow = view.loadBefore();
    await view.jumpTo(100);
    release();
    await slow;
    expect(held(view)).toEqual([75, 124]);
  });

  test("an edit that overtakes the page it belongs to is not lost", async () => {
    const { server, room, view } = await anaIn(120, { readUpTo: 120 });
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
    const { server, room, view } = await anaIn(5, { readUpTo: 5 });
    const release = server.holdNextAnswer("conversation.history");
    const opening = view.open();
    await settle();
    server.say(room, "cy", "overtaking");
    release();
    await opening;
    expect(read(view).slice(-2)).toEqual(["bo: 5", "cy: overtaking"]);
  });

  test("a page from before a reset is not taken for the present", async () => {
    const { server, room, clock, view } = await anaIn(5, { readUpTo: 5 });
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
    const { server, view } = await anaIn(120, { readUpTo: 120 });
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
    const { server, room, view } = await anaIn(5, { readUpTo: 5 });
    await view.open();
    const before = view.messages.value[0];
    server.say(room, "cy", "6");
    expect(view.messages.value[0]).toBe(before!);
  });
});

test("members come a page at a time, or with the reason why not", async () => {
  const { server, room, view } = await anaIn(1);
  const page = { members: [], next_cursor: "next", member_count: 3, online_count: 1 };
  server.next("conversation.members", () => ({ value: page }));
  expect(await view.members()).toEqual({ ok: true, value: page });
  server.refuseNext("conversation.members", "conversation_not_found");
  expect(await view.members("next")).toMatchObject({ ok: false, problem: { code: "conversation_not_found" } });
  expect(server.inputs("conversation.members")).toEqual([
    { conversation: room.id, limit: 100 },
    { conversation: room.id, limit: 100, cursor: "next" },
  ]);
});
