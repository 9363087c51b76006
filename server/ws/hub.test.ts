import { beforeEach, describe, expect, test } from "bun:test";
import type { AccountId, SessionId } from "#protocol/ids.ts";
import { MemoryBus } from "../bus/memory-bus.ts";
import { topics } from "../events.ts";
import { Connection, type Socket } from "./connection.ts";
import { encodePayload, Hub } from "./hub.ts";

/** Knows which topics are subscribed, so that none is left behind. */
class WatchedBus extends MemoryBus {
  readonly subscribed = new Set<string>();

  override async subscribe(topic: string, handler: (payload: string) => void): Promise<void> {
    await super.subscribe(topic, handler);
    this.subscribed.add(topic);
  }

  override async unsubscribe(topic: string): Promise<void> {
    this.subscribed.delete(topic);
    await super.unsubscribe(topic);
  }
}

let bus: WatchedBus;
let hub: Hub;

beforeEach(() => {
  bus = new WatchedBus();
  hub = new Hub(bus, () => {});
});

/** A socket of a person, and the frames it was sent. */
function connect(person: string): { connection: Connection; frames: string[] } {
  const frames: string[] = [];
  const ids = { id: person as AccountId, session: `session of ${person}` as SessionId };
  const connection = new Connection({
    kind: "account",
    address: "127.0.0.1",
    name: person,
    picture: null,
    role: "member",
    hides_presence: false,
    ...ids,
  });
  connection.socket = { send: (frame: string) => frames.push(frame) } as unknown as Socket;
  hub.add(connection);
  return { connection, frames };
}

async function publish(person: string, frame: string): Promise<void> {
  bus.publish(topics.person(person), encodePayload(null, frame));
  await Promise.resolve();
}

describe("a personal feed", () => {
  test("reaches every socket of its person that follows it, and nobody else's", async () => {
    const [laptop, phone, bo] = [connect("ana"), connect("ana"), connect("bo")];
    for (const { connection } of [laptop, phone, bo]) await hub.followFeed(connection);
    await publish("ana", "hello");
    expect([laptop.frames, phone.frames, bo.frames]).toEqual([["hello"], ["hello"], []]);
  });

  test("does not reach a socket that has not resumed", async () => {
    const [resumed, fresh] = [connect("ana"), connect("ana")];
    await hub.followFeed(resumed.connection);
    await publish("ana", "hello");
    expect([resumed.frames, fresh.frames]).toEqual([["hello"], []]);
  });

  test("does not reach a socket that has closed, while another of the person is open", async () => {
    const [closed, open] = [connect("ana"), connect("ana")];
    await hub.followFeed(closed.connection);
    await hub.followFeed(open.connection);
    hub.remove(closed.connection);
    await publish("ana", "hello");
    expect([closed.frames, open.frames]).toEqual([[], ["hello"]]);
  });

  test("is subscribed once, however often a socket resumes, and left with the person's last socket", async () => {
    const [laptop, phone] = [connect("ana"), connect("ana")];
    for (const { connection } of [laptop, laptop, phone]) await hub.followFeed(connection);
    hub.remove(laptop.connection);
    expect([...bus.subscribed]).toEqual([topics.person("ana")]);
    hub.remove(phone.connection);
    expect([...bus.subscribed]).toEqual([]);
    expect([hub.size, hub.topicCount, [...hub.ofPerson("ana")]]).toEqual([0, 0, []]);
  });
});
