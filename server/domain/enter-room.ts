import { limits } from "#protocol/limits.ts";
import { addressBlock } from "../address.ts";
import type { Caller } from "../caller.ts";
import type { Context } from "../context.ts";
import { takeRate } from "../rates.ts";
import { Refusal, refuse } from "../refusal.ts";
import type { RoomRow } from "../store/store.ts";

/**
 * The door of a room. Codes can be guessed, so tries are counted before the room is looked up, and a code that is wrong is
 * answered exactly like a room that is locked, full of bans or closed to guests: the answer tells a stranger nothing.
 * Only who has the code of an open room learns that it asks for a password.
 */
export async function openRoomDoor(
  context: Context,
  caller: Caller,
  { code, password }: { code: string; password?: string | undefined },
): Promise<RoomRow | Refusal> {
  const block = addressBlock(caller.address);
  const room = await context.store.read.rooms.findByCode(code);
  const isMember =
    room !== null &&
    caller.kind !== "visitor" &&
    (await context.store.read.members.get(room.conversation_id, caller.id)) !== null;
  if (room && isMember) return room;
  const limited = (await takeRate(context, "room_code", block)) ?? (await takeRate(context, "room_code_hour", block));
  if (limited) return limited;

  const person = caller.kind === "visitor" ? null : caller.id;
  const isClosed = !room || room.locked || (caller.kind !== "account" && !room.guests);
  if (isClosed || (await context.store.read.bans.isBanned(room.conversation_id, { person, address: block })))
    return refuse("room_not_found", { field: "code" });
  if (room.password_hash === null) return room;
  if (password === undefined) return refuse("room_password", { field: "password" });
  const tooMany = await takeRate(context, "room_password", `${room.conversation_id}:${block}`);
  if (tooMany) return tooMany;
  const verdict = await context.passwords.verify(password, room.password_hash);
  if (verdict instanceof Refusal) return verdict;
  return verdict === "match" ? room : refuse("wrong_room_password", { field: "password" });
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
