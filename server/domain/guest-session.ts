import type { ConversationId, GuestId } from "#protocol/ids.ts";
import { limits } from "#protocol/limits.ts";
import { isReservedName } from "#protocol/names.ts";
import type { OwnGuest } from "#protocol/objects/room.ts";
import type { Output } from "#protocol/operations/index.ts";
import type { Context } from "../context.ts";
import type { DomainEvent } from "../events.ts";
import type { HttpCall } from "../http-call.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { GuestRow, Tables } from "../store/store.ts";
import { announceJoin } from "./announce-join.ts";
import { deliverTokens, newSession } from "./sessions.ts";
import { showOneConversation } from "./show-conversations.ts";

/** A guest who is about to enter a room. */
export function newGuest(context: Context, room: ConversationId, name: string): GuestRow {
  const now = context.now();
  return { id: Bun.randomUUIDv7() as GuestId, room_id: room, name, created_at: now, expires_at: now + limits.guest_ms };
}

/** Inside the transaction that lets the guest in, so that two cannot take one name at once. */
export async function refuseNickname(tables: Tables, room: ConversationId, name: string): Promise<Refusal | null> {
  const isTaken = isReservedName(name) || (await tables.guests.isNameTaken(room, name));
  return isTaken ? refuse("nickname_taken", { field: "nickname" }) : null;
}

export function showOwnGuest({ id, name, room_id, expires_at }: GuestRow): OwnGuest {
  return { id, name, room: room_id, expires_at };
}

/** Signs a guest in who has just been let in: session, tokens, and what the room is told. */
export async function admitGuest(
  context: Context,
  {
    guest,
    events,
    http,
    address,
    delivery,
  }: {
    guest: GuestRow;
    events: readonly DomainEvent[];
    http: HttpCall;
    address: string;
    delivery: "cookie" | "bearer";
  },
): Promise<Output<"guest.join"> | Refusal> {
  const session = newSession(context, { person: { kind: "guest", id: guest.id }, address, userAgent: http.userAgent });
  await context.store.write((tables) => tables.sessions.insert(session.row));
  await announceJoin(context, { person: guest.id, conversation: guest.room_id, events });
  const claims = { knd: "guest", sub: guest.id, sid: session.row.id } as const;
  const tokens = await deliverTokens(context, http, { claims, refresh: session.refresh, delivery });
  const conversation = await showOneConversation(context, guest.room_id, guest.id);
  return conversation ? { ...tokens, guest: showOwnGuest(guest), conversation } : refuse("room_not_found", { field: "code" });
}
