import { expect, test } from "bun:test";
import type { AccountId, SessionId } from "#protocol/ids.ts";
import { limits } from "#protocol/limits.ts";
import { MemoryPresence } from "../presence/memory-presence.ts";
import { hiddenPart } from "../presence/presence-store.ts";
import { Connection } from "./connection.ts";
import { PresenceTracker } from "./presence-tracker.ts";

type Change = { conversation: string; online_count: number };

function connectionOf(person: string): Connection {
  return new Connection({
    kind: "account",
    address: "",
    id: person as AccountId,
    session: `${person}-s` as SessionId,
    name: person,
    picture: null,
    role: "member",
    hides_presence: person.startsWith("shy"),
  });
}

function make() {
  const store = new MemoryPresence();
  const changes: Change[] = [];
  const gone: string[] = [];
  const told: string[] = [];
  let wake = () => {};
  const tracker = new PresenceTracker({
    store,
    tellConversation: (conversation, online_count) => {
      changes.push({ conversation, online_count });
      wake();
    },
    tellContacts: async (person) => {
      told.push(person);
      wake();
    },
    onGone: (person) => gone.push(person),
    onError: (error) => {
      throw error;
    },
    graceMs: 5,
    tellEveryMs: 1,
    tellLargeEveryMs: 40,
  });
  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { store, tracker, changes, gone, told, until };
}

test("two tabs are one person, and one tab closing changes nothing", async () => {
  const { tracker, changes, store, until } = make();
  const [first, second] = [connectionOf("ana"), connectionOf("ana")];
  tracker.arrive(first);
  tracker.enter("ana", "lobby");
  tracker.arrive(second);
  tracker.enter("ana", "lobby");
  await until(() => changes.length > 0);
  expect(changes.at(-1)).toMatchObject({ conversation: "lobby", online_count: 1 });
  tracker.depart(first);
  expect(await store.count("lobby")).toBe(1);
  tracker.depart(second);
  await until(() => changes.at(-1)?.online_count === 0);
  expect(await store.people("lobby")).toEqual([]);
});

test("who reconnects within the grace time was never gone", async () => {
  const { tracker, changes, gone, told, until } = make();
  tracker.arrive(connectionOf("bo"));
  tracker.enter("bo", "lobby");
  const ana = connectionOf("ana");
  tracker.arrive(ana);
  tracker.enter("ana", "lobby");
  await until(() => changes.at(-1)?.online_count === 2);
  tracker.depart(ana);
  const back = connectionOf("ana");
  tracker.arrive(back);
  tracker.depart(back);
  await until(() => changes.at(-1)?.online_count === 1);
  expect(gone).toEqual(["ana"]);
  await until(() => told.filter((person) => person === "ana").length === 2);
});

test("a person is idle only when every socket is", async () => {
  const { tracker, store } = make();
  const [desk, phone] = [connectionOf("ana"), connectionOf("ana")];
  tracker.arrive(desk);
  tracker.arrive(phone);
  tracker.setIdle(desk, true);
  expect((await store.states(["ana"])).get("ana")).toBe("online");
  tracker.setIdle(phone, true);
  expect((await store.states(["ana"])).get("ana")).toBe("idle");
  tracker.setIdle(desk, false);
  expect((await store.states(["ana"])).get("ana")).toBe("online");
});

test("leaving a conversation is not leaving the server", async () => {
  const { tracker, store } = make();
  tracker.arrive(connectionOf("ana"));
  tracker.enter("ana", "lobby");
  tracker.enter("ana", "room");
  tracker.leave("ana", "room");
  expect(await store.people("room")).toEqual([]);
  expect(await store.people("lobby")).toEqual(["ana"]);
});

test("who hides is nowhere seen, and keeps a room from being empty all the same", async () => {
  const { tracker, store, told, changes, until } = make();
  tracker.arrive(connectionOf("shy"));
  tracker.enter("shy", "room");
  tracker.arrive(connectionOf("ana"));
  tracker.enter("ana", "room");
  await until(() => changes.length > 0);
  expect(changes).toEqual([{ conversation: "room", online_count: 1 }]);
  expect((await store.states(["shy"])).get("shy") ?? "offline").toBe("offline");
  expect(await store.people(hiddenPart("room"))).toEqual(["shy"]);
  tracker.setHidden("shy", false);
  await until(() => changes.at(-1)?.online_count === 2);
  expect(await store.people(hiddenPart("room"))).toEqual([]);
  tracker.setHidden("shy", true);
  await until(() => changes.at(-1)?.online_count === 1);
  expect(told).not.toContain("nobody");
});

test("who hides while no socket of theirs is there to be told is not seen when they come back, nor anywhere afterwards", async () => {
  const { store, tracker, told, until } = make();
  const hiding = (person: string, hides_presence: boolean) => {
    const connection = connectionOf(person);
    connection.caller = { ...connection.caller, hides_presence } as typeof connection.caller;
    return connection;
  };
  for (const wish of [true, false, true]) {
    const before = hiding("ana", !wish);
    tracker.arrive(before);
    tracker.enter("ana", "room");
    tracker.depart(before);
    const after = hiding("ana", wish);
    tracker.arrive(after);
    tracker.enter("ana", "room");
    expect([wish, await store.people("room")]).toEqual([wish, wish ? [] : ["ana"]]);
    expect(await store.people(hiddenPart("room"))).toEqual(wish ? ["ana"] : []);
    expect((await store.states(["ana"])).get("ana")).toBe(wish ? "offline" : "online");
    tracker.depart(after);
  }
  await until(() => told.includes("ana"));
});

test("of a large conversation the count is told now and then, and at last the right one", async () => {
  const { tracker, changes, until } = make();
  const people = Array.from({ length: limits.small_conversation + 50 }, (_, index) => connectionOf(`person ${index}`));
  const arrive = (connection: Connection) => {
    tracker.arrive(connection);
    tracker.enter(connection.caller.id, "lobby");
  };
  for (const connection of people.slice(0, limits.small_conversation + 1)) arrive(connection);
  await until(() => changes.length > 0);
  for (const connection of people.slice(limits.small_conversation + 1)) {
    arrive(connection);
    await Bun.sleep(0);
  }
  await until(() => changes.at(-1)?.online_count === people.length);
  expect(changes.length).toBeLessThan(25);
});
