import type { ConversationView } from "../conversation-view.ts";
import type { MemoryStorage } from "../memory-storage.ts";
import { Device, makeWorld, type World } from "./device.ts";

/** Ana's device, live, in a room in which Bo has written this many messages, numbered from 1; she has read some. */
export async function anaIn(count: number, { readUpTo = 0, storage }: { readUpTo?: number; storage?: MemoryStorage } = {}) {
  const world = makeWorld();
  const { server, room } = world;
  for (let index = 1; index <= count; index++) room.append(server.account("bo"), String(index));
  room.readSeq.set(server.account("ana").id, readUpTo);
  const ana = await Device.signedIn(world, storage ? { storage } : {});
  return { ...world, world, ana, view: ana.view(room) };
}

/** Seq of the first and of the last message held. */
export const held = ({ messages }: ConversationView) => [messages.value.at(0)?.message.seq, messages.value.at(-1)?.message.seq];

/** What a room has, as texts in order. */
export const textsIn = ({ messages }: World["room"]) =>
  messages.map((message) => (message.type === "text" ? message.body.text : "system"));

/** The mids of all sends that reached the server, repeats included. */
export const midsAt = (server: World["server"]) => server.inputs("message.send").map(({ mid }) => mid);
