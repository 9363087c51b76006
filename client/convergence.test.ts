import { expect, test } from "bun:test";
import type { ParlorEvent } from "#protocol/events.ts";
import type { ConversationView } from "./conversation-view.ts";
import { Device, makeWorld } from "./testing/device.ts";
import { settle } from "./testing/fake-clock.ts";
import type { FakeRoom } from "./testing/fake-room.ts";

/** Repeatable randomness (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A world that loses, doubles, delays and reorders events, cuts sockets, loses answers and closes the app, while people write
 * and edit. Afterwards the device must show what the server has: nothing missing, nothing twice, in order.
 */
async function live(seed: number) {
  const random = randomFrom(seed);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const world = makeWorld();
  const { server, clock } = world;
  const rooms = [world.room, server.room("kitchen")];
  for (let index = 0; index < 60; index++) rooms[0]!.append(server.account("bo"), `old ${index}`);
  rooms[0]!.readSeq.set(server.account("ana").id, Math.floor(random() * 60));

  const delayed: ParlorEvent[] = [];
  const { publish } = server;
  const deliver = (event: ParlorEvent) => publish.call(server, event);
  server.publish = (event) => {
    const luck = random();
    if (luck < 0.6) deliver(event);
    else if (luck < 0.75) delayed.push(event);
    else if (luck < 0.85) [event, event].forEach(deliver);
  };

  const sent: Record<string, string[]> = {};
  let device = await Device.signedIn(world);
  const view = (room: FakeRoom): ConversationView | null => device.parlor.conversation(room.id);
  const acts: (() => void | Promise<void>)[] = [
    () => void server.say(pick(rooms), pick(["bo", "cy"]), `said ${clock.now()}`),
    () => void server.say(pick(rooms), pick(["bo", "cy"]), `said ${clock.now()}`),
    () => {
      const room = pick(rooms);
      const seq = Math.ceil(random() * room.seq);
      if (seq > 0)
        server.publish({ event: "message.changed", data: room.change(seq, { body: { text: `edited ${clock.now()}` } }) });
    },
    () => server.publish(pick(rooms).rename(`name ${clock.now()}`)),
    () => {
      const room = pick(rooms);
      const text = `mine ${room.name} ${Object.values(sent).flat().length}`;
      if (!view(room)) return;
      sent[room.id] = [...(sent[room.id] ?? []), text];
      view(room)?.send(text);
    },
    () => void view(pick(rooms))?.open(),
    () => view(pick(rooms))?.close(),
    () => void view(pick(rooms))?.loadBefore(),
    () => void view(pick(rooms))?.loadAfter(),
    () => void view(pick(rooms))?.jumpTo(Math.ceil(random() * 60)),
    () => void view(pick(rooms))?.jumpToLatest(),
    () => {
      const room = pick(rooms);
      view(room)?.markRead(Math.ceil(random() * room.seq));
    },
    () =>
      delayed
        .splice(0)
        .sort(() => random() - 0.5)
        .forEach(deliver),
    () => server.loseNextAnswer(pick(["message.send", "sync.resume", "message.get_changes", "conversation.history"])),
    () =>
      server.refuseNext(pick(["message.send", "sync.resume", "conversation.mark_read"]), pick(["internal", "rate_limited"]), {
        retry_after_ms: 500,
      }),
    () => server.closeSockets(pick([1006, 1012, 4004])),
    () => {
      server.isDown = random() < 0.3;
    },
    async () => {
      if (random() < 0.3) device = await device.reload();
    },
    () => clock.advance(Math.floor(random() * 2_000)),
    () => clock.advance(Math.floor(random() * 200)),
  ];
  for (let step = 0; step < 80; step++) {
    await pick(acts)();
    if (random() < 0.7) await settle();
  }

  server.isDown = false;
  server.publish = deliver;
  server.forgetScripts();
  await clock.advance(120_000);
  server.closeSockets(1006);
  await clock.advance(120_000);
  return { device, rooms, sent, view };
}

test.each(Array.from({ length: 200 }, (_, seed) => seed))(
  "whatever goes wrong, the device ends up with what the server has (seed %i)",
  async (seed) => {
    const { device, rooms, sent, view } = await live(seed);
    expect(device.state).toBe("live");
    expect(device.parlor.unsent.value).toBe(0);
    for (const room of rooms) {
      const mine = room.messages.filter(({ sender, mid }) => sender.name === "ana" && !mid.startsWith("mid-"));
      expect(mine.length).toBe(sent[room.id]?.length ?? 0);
      // The tests' mids count up: by time, then by device and message.
      const inOrder = mine.map(({ mid }) => mid.slice(0, 9) + Buffer.from(mid.slice(9), "base64url").toString("hex"));
      expect(inOrder).toEqual([...new Set(inOrder)].sort());

      const shown = view(room)!;
      await shown.open();
      await shown.jumpToLatest();
      for (let page = 0; page < 10; page++) await shown.loadBefore();
      expect(shown.messages.value.map(({ message }) => message)).toEqual(room.messages);
      expect(shown.summary.value).toEqual(room.shownTo(device.world.server.account("ana")));
    }
  },
);
