import { z } from "zod";
import { conversationId, guestId, time } from "../ids.ts";
import { limits } from "../limits.ts";
import { checkRoomCode, cleanRoomCode } from "../room-code.ts";
import { cleanName, codePoints, isStorable } from "../text.ts";

/** `session`: gone with everything in it 60 s after the last person has left. */
export const retention = z.enum(["persistent", "session"]);
/** What a new member may read: everything, or only what comes after joining. */
export const historyFrom = z.enum(["start", "join"]);

export const roomName = z
  .string()
  .refine(isStorable)
  .transform(cleanName)
  .refine((name) => name.length > 0 && codePoints(name) <= limits.room_name.max, `1 to ${limits.room_name.max} characters`);

export const roomDescription = z
  .string()
  .refine(isStorable)
  .transform((text) => text.trim())
  .refine((text) => codePoints(text) <= limits.room_description.max, `at most ${limits.room_description.max} characters`);

/** Travels as typed: it opens a room that the server can read anyway. Stored as a bcrypt hash. */
export const roomPassword = z.string().min(1).max(72);

/** A code as people type or paste it, in any letter case, also the whole link `…/r/ABC234`. */
export const roomCode = z
  .string()
  .max(256)
  .transform(cleanRoomCode)
  .refine((code) => checkRoomCode(code) === null, "6 letters and digits");

export const nickname = z
  .string()
  .refine(isStorable)
  .transform(cleanName)
  .refine(
    (name) => name.length >= limits.guest_name.min && codePoints(name) <= limits.guest_name.max,
    `1 to ${limits.guest_name.max} characters`,
  );

/** The part of a room's settings that other conversations do not have. */
export const roomSettings = z.object({
  code: z.string(),
  description: z.string(),
  retention,
  history_from: historyFrom,
  guests: z.boolean(),
  has_password: z.boolean(),
  listed: z.boolean(),
  locked: z.boolean(),
  /** Seconds a member waits between two messages; 0 is off. */
  slow_mode_s: z.int().nonnegative(),
});
export type RoomSettings = z.infer<typeof roomSettings>;

/** The caller as a guest of one room. */
export const ownGuest = z.object({ id: guestId, name: z.string(), room: conversationId, expires_at: time });
export type OwnGuest = z.infer<typeof ownGuest>;

export const ban = z.object({
  id: z.string(),
  kind: z.enum(["account", "guest", "address"]),
  /** Name of the banned person as it was; never the address itself. */
  name: z.string(),
  by: z.string(),
  created_at: time,
});

/** A listed room as the directory shows it to accounts that are not in it. */
export const listedRoom = z.object({
  code: z.string(),
  name: z.string(),
  description: z.string(),
  member_count: z.int(),
  online_count: z.int(),
  has_password: z.boolean(),
  is_member: z.boolean(),
});
