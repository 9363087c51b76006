import { expect, test } from "bun:test";
import type { AccountId, SessionId } from "#protocol/ids.ts";
import type { Presence } from "#protocol/objects/person.ts";
import { MemoryPresence } from "../presence/memory-presence.ts";
import { Connection } from "./connection.ts";
import { PresenceTracker } from "./presence-tracker.ts";

type Change = { conversation: string; online_count: number; people: Presence[] };

function connectionOf(person: string): Connection {
  return new Connection({
    kind: "account",
    address: "",
    id: person as AccountId,
    session: `${person}-s` as SessionId,
    name: person,
    role: "member",
  });
}

function make() {
  const store = new MemoryPresence();
  const changes: Change[] = [];
  const gone: string[] = [];
  let wake = () => {};
  const tracker = new PresenceTracker({
    store,
    emit: (change) => {
      changes.push(change);
      wake();
    },
    onGone: (person) => gone.push(person),
    onError: (error) => {
      throw error;
    },
    graceMs: 5,
    tellEveryMs: 1,
  });
  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { store, tracker, changes, gone, until };
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
  const { tracker, changes, gone, until } = make();
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
  expect(
    changes.filter((change) => change.people.some(({ id, state }) => id === ("ana" as string) && state === "offline")),
  ).toHaveLength(1);
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
