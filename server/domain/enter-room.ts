import { limits } from "#protocol/limits.ts";
import { addressBlock } from "../address.ts";
import type { Caller } from "../caller.ts";
import type { Context } from "../context.ts";
import { takeRate } from "../rates.ts";
import { Refusal, refuse } from "../refusal.ts";
import type { RoomRow, Tables } from "../store/store.ts";

/** What somebody has shown at the door of a room; it lets nobody in by itself, see `passRoomDoor`. */
export interface OpenDoor {
  readonly code: string;
  /** Hash of the room password that was given rightly; null when none was asked for. */
  readonly proven: string | null;
}

/**
 * The door of a room. Codes can be guessed, so tries are counted before the room is looked up, and a code that is wrong is
 * answered exactly like a room that is locked, full of bans or closed to guests: the answer tells a stranger nothing.
 * Only who has the code of an open room learns that it asks for a password.
 */
export async function openRoomDoor(
  context: Context,
  caller: Caller,
  { code, password }: { code: string; password?: string | undefined },
): Promise<OpenDoor | Refusal> {
  const block = addressBlock(caller.address);
  const limited = (await takeRate(context, "room_code", block)) ?? (await takeRate(context, "room_code_hour", block));
  if (limited) return limited;

  const room = await findOpenRoom(context.store.read, caller, code);
  if (!room) return refuse("room_not_found", { field: "code" });
  if (room.password_hash === null) return { code, proven: null };
  if (password === undefined) return refuse("room_password", { field: "password" });
  const tooMany = await takeRate(context, "room_password", `${room.conversation_id}:${block}`);
  if (tooMany) return tooMany;
  const verdict = await context.passwords.verify(password, room.password_hash);
  if (verdict instanceof Refusal) return verdict;
  return verdict === "match" ? { code, proven: room.password_hash } : refuse("wrong_room_password", { field: "password" });
}

/**
 * The same door once more, inside the transaction that adds the person. Checking a password takes its time, and meanwhile
 * the room may have been locked, the code or the password changed, or the person banned.
 */
export async function passRoomDoor(tables: Tables, caller: Caller, { code, proven }: OpenDoor): Promise<RoomRow | Refusal> {
  const found = await tables.rooms.findByCode(code);
  if (found) await tables.conversations.lock(found.conversation_id);
  const room = await findOpenRoom(tables, caller, code);
  if (!room) return refuse("room_not_found", { field: "code" });
  if (room.password_hash === null || room.password_hash === proven) return room;
  return refuse(proven === null ? "room_password" : "wrong_room_password", { field: "password" });
}

/** The room of a code, unless it is closed to whoever calls. */
async function findOpenRoom(tables: Tables, caller: Caller, code: string): Promise<RoomRow | null> {
  const room = await tables.rooms.findByCode(code);
  if (!room || room.locked || (caller.kind !== "account" && !room.guests)) return null;
  const person = caller.kind === "visitor" ? null : caller.id;
  const who = { person, address: addressBlock(caller.address) };
  return (await tables.bans.isBanned(room.conversation_id, who)) ? null : room;
}

/** A code nobody has, of the alphabet that cannot be misread; the database says whether it is free. */
export function newRoomCode(): string {
  const { alphabet, length } = limits.room_code;
  let code = "";
  while (code.length < length) {
    // Values beyond the last whole multiple are thrown away: the rest of a division would prefer the first letters.
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < 256 - (256 % alphabet.length)) code += alphabet[byte % alphabet.length];
  }
  return code;
}
