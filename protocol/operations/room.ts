import { z } from "zod";
import { conversationId, personId } from "../ids.ts";
import { limits } from "../limits.ts";
import { usernamePattern } from "../names.ts";
import { authKey, displayName, email, passwordKdf } from "../objects/account.ts";
import { conversation } from "../objects/conversation.ts";
import {
  ban,
  historyFrom,
  listedRoom,
  nickname,
  ownGuest,
  retention,
  roomCode,
  roomDescription,
  roomName,
  roomPassword,
} from "../objects/room.ts";
import { delivery, signedIn, tokens } from "./auth.ts";
import { contract, done, nothing } from "./contract.ts";

const room = z.strictObject({ conversation: conversationId });
const roomMember = room.extend({ person: personId });

const newRoom = {
  name: roomName.optional(),
  description: roomDescription.optional(),
  password: roomPassword.optional(),
  retention: retention.default("persistent"),
  history_from: historyFrom.default("start"),
};

export const roomOperations = {
  "room.create": contract(
    "Make a room; the caller owns it. Without a name it is called by its code.",
    z.strictObject({ ...newRoom, guests: z.boolean().default(true), listed: z.boolean().default(false) }),
    conversation,
  ),
  "room.join": contract(
    "Join by code. A wrong code is answered like a locked, closed or forbidden room.",
    z.strictObject({ code: roomCode, password: roomPassword.optional() }),
    conversation,
  ),
  "room.rotate_code": contract("Replace the code; the old one stops working at once.", room, z.object({ code: z.string() })),
  "room.kick": contract("Take a member out; they may come back.", roomMember, done),
  "room.ban": contract(
    "Take a person out for good; with `address`, also their network address while the room lives.",
    roomMember.extend({ address: z.boolean().default(false) }),
    done,
  ),
  "room.unban": contract("Lift a ban.", room.extend({ ban: z.string().max(64) }), done),
  "room.bans": contract("Who is banned.", room, z.object({ bans: z.array(ban) })),
  "room.lock": contract("Nobody new may join, or may again.", room.extend({ locked: z.boolean() }), done),
  "room.set_role": contract(
    "Make a member moderator or plain member, or hand the room over (`owner`; the caller becomes moderator).",
    roomMember.extend({ role: z.enum(["owner", "moderator", "member"]) }),
    done,
  ),
  "room.list": contract(
    "The directory of listed rooms, most members first.",
    z.strictObject({ q: z.string().max(limits.room_name.max).optional(), cursor: z.string().max(256).optional() }),
    z.object({ rooms: z.array(listedRoom), next_cursor: z.string().nullable() }),
  ),
  "room.delete": contract("Delete the room with everything in it, for everyone.", room, done),
  "conversation.update": contract(
    "Change a room's settings; only the fields given change. `password: null` removes the password.",
    room.extend({
      name: roomName.optional(),
      description: roomDescription.optional(),
      password: roomPassword.nullable().optional(),
      guests: z.boolean().optional(),
      listed: z.boolean().optional(),
      history_from: historyFrom.optional(),
      slow_mode_s: z.int().min(0).max(limits.slow_mode_s).optional(),
    }),
    conversation,
  ),
  "conversation.leave": contract("Leave; the lobby cannot be left.", room, done),
};

export const guestOperations = {
  "guest.join": contract(
    "Enter a room by its code under a nickname, without an account.",
    z.strictObject({ code: roomCode, nickname, password: roomPassword.optional(), delivery }),
    tokens.extend({ guest: ownGuest, conversation }),
  ),
  "guest.create_room": contract(
    "Make a room under a nickname, without an account. Moderating it needs one: see guest.upgrade.",
    z.strictObject({ ...newRoom, nickname, retention: retention.default("session"), delivery }),
    tokens.extend({ guest: ownGuest, conversation }),
  ),
  "guest.get": contract("The caller as a guest.", nothing, ownGuest),
  "guest.upgrade": contract(
    "Turn the calling guest into an account in place: same messages, same membership, same session.",
    z.strictObject({
      username: z.string().regex(usernamePattern, "3 to 20 letters, digits or underscores"),
      display_name: displayName.optional(),
      email: email.optional(),
      kdf: passwordKdf,
      auth: authKey,
      delivery,
    }),
    signedIn,
  ),
};
