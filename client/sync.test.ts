import { describe, expect, test } from "bun:test";
import { Device, makeWorld, read } from "./testing/device.ts";
import { settle } from "./testing/fake-clock.ts";

async function anaInTheLobby() {
  const world = makeWorld();
  world.server.say(world.room, "bo", "1");
  const ana = await Device.signedIn(world);
  const view = await ana.open(world.room);
  return { ...world, ana, view };
}

describe("resume", () => {
  test("the first is without a cursor and gives everything", async () => {
    const { server, view } = await anaInTheLobby();
    expect(server.inputs("sync.resume")).toEqual([{ cursor: null }]);
    expect(view.summary.value).toMatchObject({ name: "lobby", seq: 1, rev: 1, unread: 1 });
  });

  test("a later one asks from where this device stands, and gets what is missing only", async () => {
    const { server, room, clock, ana, view } = await anaInTheLobby();
    server.closeSockets(1006);
    room.append(server.account("bo"), "2");
    room.append(server.account("cy"), "3");
    await clock.advance(1_000);
    expect(ana.state).toBe("live");
    expect(server.inputs("sync.resume")[1]).toEqual({ cursor: { feed: 0, conversations: { [room.id]: 1 } } });
    expect(read(view)).toEqual(["bo: 1", "bo: 2", "cy: 3"]);
    expect(server.count("conversation.history")).toBe(1);
    expect(view.summary.value).toMatchObject({ seq: 3, rev: 3, unread: 3 });
  });

  test("an edit and a deletion made meanwhile show in place", async () => {
    const { server, room, clock, view } = await anaInTheLobby();
    server.say(room, "bo", "2");
    server.closeSockets(1006);
    room.change(1, { body: { text: "1, edited" }, edited_at: 5 });
    room.append(server.account("cy"), "3");
    room.change(3, { body: { text: "3, edited" }, edited_at: 6 });
    await clock.advance(1_000);
    expect(read(view)).toEqual(["bo: 1, edited", "bo: 2", "cy: 3, edited"]);
  });

  test("after a reset the open conversation is loaded anew", async () => {
    const { server, room, clock, view } = await anaInTheLobby();
    room.deltaMax = 2;
    server.closeSockets(1006);
    for (let index = 2; index <= 6; index++) room.append(server.account("bo"), String(index));
    await clock.advance(1_000);
    expect(read(view)).toEqual(["bo: 1", "bo: 2", "bo: 3", "bo: 4", "bo: 5", "bo: 6"]);
    server.say(room, "cy", "7");
    expect(read(view).at(-1)).toBe("cy: 7");
  });

  test("a server that was put back to an older state wins", async () => {
    const { server, room, clock, view } = await anaInTheLobby();
    for (const text of ["2", "3"]) server.say(room, "bo", text);
    server.closeSockets(1006);
    room.messages.splice(1);
    Object.assign(room, { seq: 1, rev: 1 });
    await clock.advance(1_000);
    expect(read(view)).toEqual(["bo: 1"]);
    server.say(room, "bo", "another 2");
    expect(read(view)).toEqual(["bo: 1", "bo: another 2"]);
  });

  test("a conversation that is gone from the list is gone here, one that is new is here", async () => {
    const { server, room, clock, ana } = await anaInTheLobby();
    server.closeSockets(1006);
    server.rooms.delete(room.id);
    const kitchen = server.room("kitchen");
    await clock.advance(1_000);
    expect(ana.parlor.conversations.value.map(({ name }) => name)).toEqual(["kitchen"]);
    expect(ana.parlor.conversation(room.id)).toBeNull();
    expect(ana.parlor.conversation(kitchen.id)).not.toBeNull();
  });

  test("one that is refused is tried again on a new socket", async () => {
    const world = makeWorld();
    world.server.refuseNext("sync.resume", "internal");
    const ana = await Device.signedIn(world);
    expect(ana.state).toBe("waiting");
    await world.clock.advance(1_000);
    expect(ana.state).toBe("live");
  });

  test("one whose answer never comes is tried again on a new socket", async () => {
    const world = makeWorld();
    world.server.loseNextAnswer("sync.resume");
    const ana = await Device.signedIn(world);
    expect(ana.state).toBe("syncing");
    await world.clock.advance(60_000);
    expect(ana.state).toBe("live");
  });
});

describe("events before the answer to the resume", () => {
  test("wait for it; what the answer contains is not applied twice", async () => {
    const world = makeWorld();
    const { server, room } = world;
    const release = server.holdNextAnswer("sync.resume");
    const ana = await Device.signedIn(world);
    // The answer was made before "late" was said, and arrives after it.
    const early = room.append(server.account("bo"), "late");
    server.publish({ event: "message.created", data: early });
    expect(ana.state).toBe("syncing");
    expect(ana.parlor.conversations.value).toEqual([]);
    release();
    await settle();
    const view = await ana.open(room);
    expect(read(view)).toEqual(["bo: late"]);
    expect(view.summary.value).toMatchObject({ rev: 1, unread: 1 });
  });

  test("those the answer already covers are dropped", async () => {
    const world = makeWorld();
    const { server, room, clock } = world;
    const ana = await Device.signedIn(world);
    const view = await ana.open(room);
    server.closeSockets(1006);
    const message = room.append(server.account("bo"), "once");
    const release = server.holdNextAnswer("sync.resume");
    await clock.advance(1_000);
    server.publish({ event: "message.created", data: message });
    release();
    await settle();
    expect(read(view)).toEqual(["bo: once"]);
    expect(view.summary.value.unread).toBe(1);
  });

  test("those of a socket that was cut meanwhile are not applied on the next", async () => {
    const world = makeWorld();
    const { server, room, clock } = world;
    server.holdNextAnswer("sync.resume");
    const ana = await Device.signedIn(world);
    server.publish({
      event: "account.changed",
      data: { feed_rev: 9, account: { ...ana.parlor.me.value!, display_name: "Stale" } },
    });
    server.closeSockets(1006);
    await clock.advance(1_000);
    expect(ana.state).toBe("live");
    expect(ana.parlor.me.value?.display_name).toBe("ana");
    server.say(room, "bo", "still counted");
    expect(ana.parlor.conversations.value[0]?.unread).toBe(1);
  });
});

describe("order", () => {
  test("a duplicate event changes nothing", async () => {
    const { server, room, view } = await anaInTheLobby();
    const message = server.say(room, "bo", "2");
    server.publish({ event: "message.created", data: message });
    expect(read(view)).toEqual(["bo: 1", "bo: 2"]);
    expect(view.summary.value.unread).toBe(2);
  });

  test("events out of order are put in order without asking the server", async () => {
    const { server, room, clock, view } = await anaInTheLobby();
    server.isWithholding = true;
    for (const text of ["2", "3", "4"]) server.say(room, "bo", text);
    server.isWithholding = false;
    const [second, third, fourth] = server.withheld;
    for (const event of [fourth!, third!]) server.publish(event);
    expect(read(view)).toEqual(["bo: 1"]);
    server.publish(second!);
    expect(read(view)).toEqual(["bo: 1", "bo: 2", "bo: 3", "bo: 4"]);
    await clock.advance(5_000);
    expect(server.count("message.get_changes")).toBe(0);
  });

  test("a gap is fetched, but only after 300 ms", async () => {
    const { server, room, clock, view } = await anaInTheLobby();
    room.append(server.account("bo"), "lost");
    server.say(room, "bo", "3");
    await clock.advance(299);
    expect(server.count("message.get_changes")).toBe(0);
    expect(read(view)).toEqual(["bo: 1"]);
    await clock.advance(1);
    expect(server.inputs("message.get_changes")).toEqual([{ conversation: room.id, after_rev: 1 }]);
    expect(read(view)).toEqual(["bo: 1", "bo: lost", "bo: 3"]);
    expect(view.summary.value).toMatchObject({ seq: 3, rev: 3, unread: 3 });
  });

  test("a gap of a change without a message is closed with the conversation itself", async () => {
    const { server, room, clock, view } = await anaInTheLobby();
    room.rename("parlour");
    server.say(room, "bo", "2");
    await clock.advance(300);
    expect(view.summary.value).toMatchObject({ name: "parlour", rev: 3 });
    expect(read(view)).toEqual(["bo: 1", "bo: 2"]);
    server.say(room, "bo", "3");
    expect(read(view).at(-1)).toBe("bo: 3");
  });

  test("events that come while a gap is fetched are applied after it", async () => {
    const { server, room, clock, view } = await anaInTheLobby();
    room.append(server.account("bo"), "lost");
    server.say(room, "bo", "3");
    const release = server.holdNextAnswer("message.get_changes");
    await clock.advance(300);
    server.say(room, "bo", "4");
    release();
    await settle();
    expect(read(view)).toEqual(["bo: 1", "bo: lost", "bo: 3", "bo: 4"]);
    expect(view.summary.value.unread).toBe(4);
  });

  test("a gap too wide to list loads the open conversation anew", async () => {
    const { server, room, clock, view } = await anaInTheLobby();
    room.deltaMax = 1;
    for (const text of ["2", "3", "4"]) room.append(server.account("bo"), text);
    server.say(room, "bo", "5");
    await clock.advance(300);
    expect(read(view)).toEqual(["bo: 1", "bo: 2", "bo: 3", "bo: 4", "bo: 5"]);
  });

  test("a gap that cannot be fetched starts a new socket", async () => {
    const { server, room, clock, ana, view } = await anaInTheLobby();
    room.append(server.account("bo"), "lost");
    server.say(room, "bo", "3");
    server.refuseNext("message.get_changes", "internal");
    await clock.advance(300);
    expect(ana.state).toBe("waiting");
    await clock.advance(1_000);
    expect(read(view)).toEqual(["bo: 1", "bo: lost", "bo: 3"]);
  });

  test("handlers hear each event once, in order, after it is applied; those of a gap too", async () => {
    const { server, room, clock, ana, view } = await anaInTheLobby();
    const heard: string[] = [];
    ana.parlor.on("message.created", ({ seq }) => heard.push(`${seq} of ${view.summary.value.seq}`));
    server.say(room, "bo", "2");
    room.append(server.account("bo"), "lost");
    server.say(room, "bo", "4");
    server.say(room, "bo", "5");
    await clock.advance(300);
    expect(heard).toEqual(["2 of 2", "4 of 5", "5 of 5"]);
  });
});

describe("what changes besides messages", () => {
  test("members and the name of the conversation", async () => {
    const { server, room, view } = await anaInTheLobby();
    server.publish(room.memberJoined(server.account("di")));
    server.publish(room.rename("salon"));
    expect(view.summary.value).toMatchObject({ member_count: 4, name: "salon", rev: 3 });
  });

  test("my own role, and nobody else's", async () => {
    const { server, room, view } = await anaInTheLobby();
    const change = (name: string) => {
      const { event, data } = room.memberJoined(server.account(name));
      if (event === "member.joined")
        server.publish({ event: "member.changed", data: { ...data, member: { ...data.member, role: "moderator" } } });
    };
    change("bo");
    expect(view.summary.value).toMatchObject({ role: "member", rev: 2 });
    change("ana");
    expect(view.summary.value).toMatchObject({ role: "moderator", rev: 3 });
  });

  test("a change that this client does not know takes its rev all the same", async () => {
    const { server, room, clock, view } = await anaInTheLobby();
    room.rev++;
    server.publish({ event: "poll.closed", data: { conversation: room.id, rev: room.rev } } as never);
    server.say(room, "bo", "2");
    await clock.advance(1_000);
    expect(read(view)).toEqual(["bo: 1", "bo: 2"]);
    expect(server.count("message.get_changes")).toBe(0);
  });

  test("reading on another device", async () => {
    const { server, room, ana, view } = await anaInTheLobby();
    const id = ana.parlor.me.value!.id;
    server.publish({ event: "receipt.changed", data: { conversation: room.id, id, read_seq: 1, unread: 0 } });
    expect(view.summary.value).toMatchObject({ read_seq: 1, unread: 0 });
  });

  test("somebody else's reading is not mine", async () => {
    const { server, room, view } = await anaInTheLobby();
    server.publish({
      event: "receipt.changed",
      data: { conversation: room.id, id: server.account("bo").id, read_seq: 1, unread: 0 },
    });
    expect(view.summary.value).toMatchObject({ read_seq: 0, unread: 1 });
  });

  test("presence: a snapshot, then changes; those the next snapshot leaves out are offline", async () => {
    const world = makeWorld();
    const { server, room, clock } = world;
    const [bo, cy] = [server.account("bo").id, server.account("cy").id];
    server.presence = [{ id: bo, state: "online", last_seen_at: null }];
    const ana = await Device.signedIn(world);
    const states = () => [ana.parlor.presence.of(bo).value, ana.parlor.presence.of(cy).value];
    expect(states()).toEqual(["online", "offline"]);
    const people = [{ id: cy, state: "idle" as const, last_seen_at: null }];
    server.publish({ event: "presence.changed", data: { people } });
    server.publish({ event: "conversation.presence", data: { conversation: room.id, online_count: 7 } });
    expect(states()).toEqual(["online", "idle"]);
    expect(ana.parlor.conversations.value[0]?.online_count).toBe(7);
    server.closeSockets(1006);
    expect(states()).toEqual(["online", "idle"]);
    server.presence = people;
    await clock.advance(1_000);
    expect(states()).toEqual(["offline", "idle"]);
  });
});

describe("the personal feed", () => {
  test("my own account, and conversations added and removed", async () => {
    const { server, room, ana } = await anaInTheLobby();
    const me = ana.parlor.me.value!;
    const kitchen = server.room("kitchen");
    server.publish({ event: "account.changed", data: { feed_rev: 1, account: { ...me, display_name: "Ana B" } } });
    server.publish({ event: "conversation.added", data: { feed_rev: 2, conversation: kitchen.shownTo(server.account("ana")) } });
    expect(ana.parlor.me.value?.display_name).toBe("Ana B");
    expect(ana.parlor.conversations.value.map(({ name }) => name).sort()).toEqual(["kitchen", "lobby"]);
    server.publish({ event: "conversation.removed", data: { feed_rev: 3, conversation: room.id, reason: "left" } });
    expect(ana.parlor.conversations.value.map(({ name }) => name)).toEqual(["kitchen"]);
  });

  test("an old or repeated one is dropped", async () => {
    const { server, ana } = await anaInTheLobby();
    const me = ana.parlor.me.value!;
    server.publish({ event: "account.changed", data: { feed_rev: 1, account: { ...me, display_name: "New" } } });
    server.publish({ event: "account.changed", data: { feed_rev: 1, account: { ...me, display_name: "Old" } } });
    expect(ana.parlor.me.value?.display_name).toBe("New");
  });

  test("a gap in it is closed by another resume", async () => {
    const { server, ana } = await anaInTheLobby();
    Object.assign(server.account("ana"), { feed: 5, name: "Ana B" });
    server.room("kitchen");
    server.publish({ event: "account.changed", data: { feed_rev: 5, account: ana.parlor.me.value! } });
    await settle();
    expect(ana.parlor.me.value?.display_name).toBe("Ana B");
    expect(server.count("sync.resume")).toBe(2);
    expect(ana.state).toBe("live");
    expect(ana.parlor.conversations.value).toHaveLength(2);
  });

  test("messages of a conversation wait for the news that it was added", async () => {
    const { server, ana, clock } = await anaInTheLobby();
    const kitchen = server.room("kitchen");
    const added = kitchen.shownTo(server.account("ana"));
    server.say(kitchen, "bo", "first in");
    server.publish({ event: "conversation.added", data: { feed_rev: 1, conversation: added } });
    expect(ana.parlor.conversations.value.find(({ name }) => name === "kitchen")).toMatchObject({ seq: 1, unread: 1 });
    await clock.advance(1_000);
    expect(server.inputs("message.get_changes")).toEqual([{ conversation: kitchen.id, after_rev: 1 }]);
  });

  test("what was said before this socket followed a new conversation is fetched", async () => {
    const { server, ana } = await anaInTheLobby();
    const kitchen = server.room("kitchen");
    const added = kitchen.shownTo(server.account("ana"));
    kitchen.append(server.account("bo"), "said in between");
    server.publish({ event: "conversation.added", data: { feed_rev: 1, conversation: added } });
    await settle();
    expect(ana.parlor.conversations.value.find(({ name }) => name === "kitchen")).toMatchObject({ seq: 1, rev: 1, unread: 1 });
  });

  test("a server that lost events says so, and its clients resume spread over two seconds", async () => {
    const { server, room, clock, view } = await anaInTheLobby();
    room.append(server.account("bo"), "lost between nodes");
    server.publish({ event: "sync.lost", data: { at: 0 } });
    await clock.advance(999);
    expect(server.count("sync.resume")).toBe(1);
    await clock.advance(1);
    expect(server.count("sync.resume")).toBe(2);
    expect(read(view)).toEqual(["bo: 1", "bo: lost between nodes"]);
  });
});
