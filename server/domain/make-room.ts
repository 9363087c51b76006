import type { ConversationId, PersonId } from "#protocol/ids.ts";
import type { Context } from "../context.ts";
import type { Refusal } from "../refusal.ts";
import type { RoomRow, Tables } from "../store/store.ts";
import type { Arrival } from "./announce-join.ts";
import { newRoomCode } from "./enter-room.ts";
import { addMember } from "./room-members.ts";

export interface NewRoom {
  name?: string | undefined;
  description?: string | undefined;
  password?: string | undefined;
  retention: RoomRow["retention"];
  history_from: RoomRow["history_from"];
  guests: boolean;
  listed: boolean;
}

/** Hashed before the transaction: bcrypt takes its time. */
export async function hashRoomPassword(context: Context, password: string | undefined): Promise<string | null | Refusal> {
  return password === undefined ? null : context.passwords.hash(password);
}

/** Makes a room with its first member, its owner, inside a transaction. */
export async function makeRoom(
  tables: Tables,
  {
    id,
    wanted,
    password_hash,
    owner,
    now,
  }: {
    id: ConversationId;
    wanted: NewRoom;
    password_hash: string | null;
    owner: { id: PersonId; kind: "account" | "guest"; name: string };
    now: number;
  },
): Promise<Arrival> {
  const room: RoomRow = {
    conversation_id: id,
    code: newRoomCode(),
    description: wanted.description ?? "",
    password_hash,
    retention: wanted.retention,
    history_from: wanted.history_from,
    guests: wanted.guests,
    listed: wanted.listed,
    locked: false,
    empty_since: null,
  };
  while (!(await tables.rooms.insert(room))) room.code = newRoomCode();
  await tables.conversations.insert({ id, kind: "room", name: wanted.name ?? room.code, created_at: now });
  const arrival = await addMember(tables, { conversation: id, person: owner, role: "owner", now });
  if (!arrival) throw new TypeError("The room did not take its owner");
  return arrival;
}
