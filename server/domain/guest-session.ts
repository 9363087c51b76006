import type { ConversationId, GuestId } from "#protocol/ids.ts";
import { limits } from "#protocol/limits.ts";
import type { OwnGuest } from "#protocol/objects/room.ts";
import type { Output } from "#protocol/operations/index.ts";
import type { Context } from "../context.ts";
import type { HttpCall } from "../http-call.ts";
import { Refusal, refuse } from "../refusal.ts";
import type { GuestRow, Tables } from "../store/store.ts";
import { type Arrival, announceJoin } from "./announce-join.ts";
import { deliverTokens, newSession } from "./sessions.ts";
import { showOneConversation } from "./show-conversations.ts";

/** A guest who is about to enter a room. */
export function newGuest(context: Context, room: ConversationId, name: string): GuestRow {
  const now = context.now();
  return { id: Bun.randomUUIDv7() as GuestId, room_id: room, name, created_at: now, expires_at: now + limits.guest_ms };
}

/** Inside the transaction that lets the guest in, so that two cannot take one name at once. */
export async function refuseNickname(tables: Tables, room: ConversationId, name: string): Promise<Refusal | null> {
  return (await tables.guests.isNameTaken(room, name)) ? refuse("nickname_taken", { field: "nickname" }) : null;
}

export function showOwnGuest({ id, name, room_id, expires_at }: GuestRow): OwnGuest {
  return { id, name, room: room_id, expires_at };
}

/**
 * Lets a guest in and signs them in, in one transaction: whoever takes them out right after finds a session to end. `enter`
 * makes the guest and the membership.
 */
export async function admitGuest(
  context: Context,
  { http, address, delivery }: { http: HttpCall; address: string; delivery: "cookie" | "bearer" },
  enter: (tables: Tables) => Promise<{ guest: GuestRow; arrival: Arrival } | Refusal>,
): Promise<Output<"guest.join"> | Refusal> {
  const admitted = await context.store.write(async (tables) => {
    const entered = await enter(tables);
    if (entered instanceof Refusal) return entered;
    const person = { kind: "guest", id: entered.guest.id } as const;
    const session = newSession(context, { person, address, userAgent: http.userAgent });
    await tables.sessions.insert(session.row);
    return { ...entered, session };
  });
  if (admitted instanceof Refusal) return admitted;
  const { guest, arrival, session } = admitted;
  await announceJoin(context, { person: guest.id, conversation: guest.room_id, arrival });
  const claims = { knd: "guest", sub: guest.id, sid: session.row.id } as const;
  const tokens = await deliverTokens(context, http, { claims, refresh: session.refresh, delivery });
  const conversation = await showOneConversation(context, guest.room_id, guest.id);
  return conversation ? { ...tokens, guest: showOwnGuest(guest), conversation } : refuse("room_not_found", { field: "code" });
}
