import { limits } from "./limits.ts";

/** Rules for usernames. The pattern is the product's: letters, digits and underscore, unique in any letter case. */
export const usernamePattern = /^[A-Za-z0-9_]{3,20}$/;

/** Names that would pass for the server or its staff. */
export const reservedNames: readonly string[] = [
  "admin",
  "administrator",
  "moderator",
  "mod",
  "root",
  "system",
  "server",
  "parlor",
  "support",
  "staff",
  "official",
  "security",
  "everyone",
  "here",
  "all",
  "channel",
  "guest",
  "deleted",
  "me",
  "you",
  "null",
  "undefined",
];

export type UsernameFault = "too_short" | "too_long" | "bad_characters" | "reserved";

/** What is wrong with a username, or null. */
export function checkUsername(username: string): UsernameFault | null {
  if (username.length < limits.username.min) return "too_short";
  if (username.length > limits.username.max) return "too_long";
  if (!usernamePattern.test(username)) return "bad_characters";
  return isReservedName(username) ? "reserved" : null;
}

const reservedForms = new Set(reservedNames.map(foldLookAlikes));

/** Whether a name would pass for the server or its staff, as `Adm1n_` does. Beyond ASCII the server looks more closely. */
export function isReservedName(name: string): boolean {
  return reservedForms.has(foldLookAlikes(name));
}

/** The form in which names of ASCII are equal that a hasty reader takes for one another. */
function foldLookAlikes(name: string): string {
  return foldUsername(name)
    .replace(/[\s_.-]/gu, "")
    .replace(/[i1|]/gu, "l")
    .replace(/0/gu, "o")
    .replace(/rn/gu, "m");
}

/** The form in which usernames are compared and unique. */
export function foldUsername(username: string): string {
  return username.toLowerCase();
}
