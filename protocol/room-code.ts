import { limits } from "./limits.ts";
import { isReservedName } from "./names.ts";
import { cleanName, codePoints } from "./text.ts";

/** Rules for what opens a room, without a schema library, so that a form can check while one types. */

const { alphabet, length } = limits.room_code;
const codePattern = new RegExp(`^[${alphabet}]{${length}}$`);

/** A code as people type or paste it, in any letter case, also within its link `…/r/ABC234`. */
export function cleanRoomCode(text: string): string {
  return text
    .trim()
    .replace(/^.*\/r\//, "")
    .replace(/[?#/].*$/, "")
    .replace(/[\s-]/g, "")
    .toUpperCase();
}

export type RoomCodeFault = "missing" | "bad_characters" | "too_short" | "too_long";

/** What is wrong with a clean code, or null. */
export function checkRoomCode(code: string): RoomCodeFault | null {
  if (codePattern.test(code)) return null;
  if (code === "") return "missing";
  if ([...code].some((character) => !alphabet.includes(character))) return "bad_characters";
  return code.length < length ? "too_short" : "too_long";
}

export type NicknameFault = "missing" | "too_long" | "reserved";

/** What is wrong with a guest's name, or null. Whether it is taken only the server knows. */
export function checkNickname(nickname: string): NicknameFault | null {
  const name = cleanName(nickname);
  if (codePoints(name) < limits.guest_name.min) return "missing";
  if (codePoints(name) > limits.guest_name.max) return "too_long";
  return isReservedName(name) ? "reserved" : null;
}
