import { limits } from "#protocol/limits.ts";
import type { NicknameFault, RoomCodeFault } from "#protocol/room-code.ts";
import { list, number, plural } from "./english.ts";

/** Words about rooms and guests, in English: the front door, and everything around a room's code. */
/** Without a comma before "and": the lines are short. */

const codeFault: Record<RoomCodeFault, string> = {
  missing: "Enter the code of the room.",
  bad_characters: "A code has only letters and digits, and none of 0, 1, I, L, O and U.",
  too_short: `A code has ${limits.room_code.length} characters.`,
  too_long: `A code has ${limits.room_code.length} characters.`,
};

/** A length of time in the largest unit that fits: "30 seconds", "5 minutes", "1 hour". */
function duration(seconds: number): string {
  if (seconds >= 3_600) return plural(Math.round(seconds / 3_600), { one: "# hour", other: "# hours" });
  if (seconds >= 60) return plural(Math.round(seconds / 60), { one: "# minute", other: "# minutes" });
  return plural(seconds, { one: "# second", other: "# seconds" });
}

/** A countdown: "12 s", "4:05 min". */
function countdown(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} min`;
}

export const home = {
  enter_title: "Talk in a room",
  enter_text: "No account needed. Pick a name and go.",
  invited_title: (code: string) => `Join room ${code}`,
  invited_text: "You were sent a code. Pick a name and you are in.",
  closed_invitation: (code: string) => `Sign in to join room ${code}. This server takes no guests.`,
  nickname: "Nickname",
  nickname_hint: `${limits.guest_name.min} to ${limits.guest_name.max} characters. Everyone in the room sees it.`,
  nickname_fault: {
    missing: "Enter a name for others to call you by.",
    too_long: `A nickname has at most ${limits.guest_name.max} characters.`,
    reserved: "This name is reserved. Pick another.",
  } satisfies Record<NicknameFault, string>,
  nickname_taken: "This name is taken, or looks too much like one that is. Pick another.",
  code: "Room code",
  code_hint: "Six characters, or paste the whole link.",
  code_fault: codeFault,
  code_or_create: "Enter the code of a room, or create one.",
  code_unknown:
    "No room with this code lets you in. Check the code, or ask who sent it: the room may be locked or closed to guests.",
  password: "Room password",
  password_asked: "This room asks for a password.",
  password_missing: "Enter the password of the room.",
  password_wrong: "This is not the room’s password.",
  join: "Join",
  joining: "Joining…",
  other_code: "Use another code or create a room",
  or: "or",
  create: "Create a room",
  creating: "Creating…",
  options: "Options for a new room",
  room_name: "Room name",
  new_password: "Password for the room",
  new_password_hint: "Whoever joins has to know it as well as the code.",
  optional: "optional",
  retention: "When everyone has left",
  retention_session: "Delete everything",
  retention_persistent: "Keep the room",
  account_title: "Have an account?",
  sign_in: "Sign in",
  register: "Create an account",
  guests_closed: "This server no longer takes guests. Sign in to join rooms.",
  guest_elsewhere_title: (room: string) => `You are a guest in ${room}`,
  guest_elsewhere_text: "A guest is in one room at a time. Leave that one first, or make an account and be in both.",
  guest_leave_and_join: (code: string) => `Leave and join ${code}`,
  guest_stay: "Stay where I am",
};

export const departure = {
  removed: (room: string) => `You were removed from ${room}.`,
  deleted: (room: string) => `${room} was deleted.`,
  left: (room: string) => `You left ${room}.`,
  ended: (room: string) => `You are no longer in ${room}.`,
  ended_text: "It was removed, or your place in it has expired.",
  removed_text: "You can come back with its code, unless a moderator has banned you.",
  deleted_text: "Its messages are gone for everyone.",
  unsent: (count: number) => plural(count, { one: "One text of yours was not sent.", other: "# texts of yours were not sent." }),
  copy_unsent: "Copy what was not sent",
  copied: "Copied.",
};

export const rooms = {
  // The code and what it opens
  copy_code: (code: string) => `Copy the room code ${code}`,
  copied_code: "Code copied.",
  copied_link: "Link copied.",
  copy_failed: "Copying is not allowed here. Select the text and copy it by hand.",
  copied: "Copied",
  locked: "locked",
  locked_hint: "The room is locked: nobody new can join.",
  invite: "Invite people",
  invite_text: "Whoever has this code or link can join.",
  invite_password: "Whoever has this code or link, and the password, can join.",
  invite_accounts: "Guests are not let in: joining takes an account.",
  code: "Room code",
  link: "Link",
  copy: "Copy",
  copy_link: "Copy link",
  share: "Share…",
  share_text: (room: string) => `Join ${room} on Parlor`,
  qr_label: (link: string) => `QR code of ${link}`,
  qr_hint: "Scan it with a phone’s camera.",

  // In words who can read it, and for how long
  session_readers: "Room: members and the server can read this. It disappears when everyone has left",
  session_short: "Disappears when everyone has left",
  start_session: (room: string) =>
    `This is the beginning of ${room}. Everything here is deleted a minute after the last person has left.`,
  start_joined: "You joined here. What was said before is not shown to new members.",
  guest: "guest",

  // Slow mode
  slow_mode: (seconds: number) => `Slow mode: one message every ${duration(seconds)}.`,
  slow_mode_next: (seconds: number) => `Your next one goes out in ${countdown(seconds)}.`,
  slow_waiting: (seconds: number) => `Slow mode. Goes out in ${countdown(seconds)}.`,
  waiting: (seconds: number) => `Goes out in ${countdown(seconds)}.`,

  // Comings and goings
  joined: (who: string) => `${who} joined`,
  joined_server: (who: string) => `${who} joined the server`,
  left: (who: string) => `${who} left`,
  came_and_went: (who: string) => `${who} came and went`,
  came_back: (who: string) => `${who} left and came back`,
  /** Two names and a number, or up to three names. */
  crowd: (names: readonly string[], others: number) =>
    list(others > 0 ? [...names, plural(others, { one: "# other", other: "# others" })] : names),
  parts: (parts: readonly string[]) => parts.join("; "),

  // The sidebar and what it opens
  menu: "New room or join",
  new_room: "New room",
  join_by_code: "Join by code",
  find_rooms: "Find rooms",
  join_title: "Join a room",
  join_prompt: (code: string) => `Join room ${code}?`,
  join_prompt_text: "You were sent a link to this room. Its members will see your name.",
  not_now: "Not now",
  new_title: "New room",
  new_name_hint: "Without a name it is called by its code.",
  name_long: `At most ${limits.room_name.max} characters.`,
  create: "Create room",
  creating: "Creating…",
  created: "The room is ready.",

  // The directory
  directory_title: "Rooms",
  directory_text: "Rooms that are listed for everyone with an account here.",
  search: "Search rooms",
  found: (count: number) => plural(count, { one: "# room found", other: "# rooms found" }),
  directory_empty: "No rooms are listed yet",
  directory_empty_text: "A room’s owner can list it in the room’s settings.",
  directory_none: "No room has this in its name",
  directory_none_text: "Unlisted rooms are joined by their code.",
  directory_failed: "The list could not be loaded.",
  members: (count: number) => plural(count, { one: "# member", other: "# members" }),
  online: (count: number) => `${number(count)} online`,
  asks_password: "Asks for a password",
  open: "Open",
  join_room: (room: string) => `Join ${room}`,
  open_room: (room: string) => `Open ${room}`,
  more: "Show more",

  // The details panel
  tab_people: "People",
  tab_room: "Room",
  panel: "Room details",
  close_panel: "Close room details",
  about: "About this room",
  fact_retention: {
    persistent: "It stays until its owner deletes it.",
    session: "It disappears, with everything in it, a minute after the last person has left.",
  },
  fact_history: {
    start: "New members read everything that was said.",
    join: "New members read only what is said after they join.",
  },
  fact_guests: { yes: "Guests may join without an account.", no: "Joining takes an account." },
  fact_password: "Joining takes the room’s password.",
  fact_locked: "It is locked: nobody new can join.",
  fact_listed: "It is listed in the directory.",
  order: "Keeping order",
  lock: "Lock the room",
  lock_hint: "Nobody new can join. Who is in stays.",
  slow: "Slow mode",
  slow_hint: "How long a member waits between two messages. Owner and moderators do not wait.",
  slow_off: "Off",
  every: (seconds: number) => `Every ${duration(seconds)}`,
  rotate: "Change the code",
  rotate_title: "Change the room’s code?",
  rotate_text: (code: string) => `${code} and its link stop working at once. Who is in stays.`,
  rotated: (code: string) => `The code is now ${code}.`,
  bans: "Banned",
  bans_empty: "Nobody is banned.",
  bans_failed: "The list could not be loaded.",
  ban_kind: { account: "Account", guest: "Guest", address: "Network address" },
  ban_by: (by: string, when: string) => `By ${by}, ${when}`,
  unban: "Lift ban",
  unban_label: (name: string) => `Lift the ban on ${name}`,
  unbanned: (name: string) => `${name} may join again.`,
  settings: "Settings",
  name: "Name",
  name_missing: "A room needs a name.",
  description: "Description",
  description_long: `At most ${limits.room_description.max} characters.`,
  save: "Save",
  saved: "Saved.",
  set_password: "Set a password",
  change_password: "Change password",
  remove_password: "Remove password",
  password_label: "New room password",
  password_hint: "It keeps people out who only have the code. The server can still read what is said here.",
  password_set: "The password is set. Who is in stays.",
  password_removed: "The password is removed.",
  guests_allowed: "Let guests in",
  guests_allowed_hint: "They need the code and a nickname, no account.",
  listed: "List in the directory",
  listed_hint: "Everyone with an account on this server can find and join it.",
  history: "New members can read",
  history_start: "Everything",
  history_join: "From joining on",
  leave: "Leave room",
  leave_title: (room: string) => `Leave ${room}?`,
  leave_guest:
    "As a guest you give up your name and your place. Your messages stay. You can come back with the code, as somebody new.",
  leave_member: "Your messages stay. You can come back with the code while the room lets people in.",
  leave_owner:
    "The room passes to whoever has been moderator longest, or else to the member with an account who has been here longest.",
  leave_session: "The room and everything in it is deleted a minute after the last person has left.",
  delete: "Delete room",
  delete_title: (room: string) => `Delete ${room}?`,
  delete_text: "The room, its messages and its members go at once, for everyone. This cannot be undone.",
  delete_confirm: (code: string) => `Type ${code} to confirm`,
  owner_needs_account: "This room is yours. To keep order in it (remove people, lock it, rename it) you need an account.",

  // What can be done with a member
  member_menu: (name: string) => `What to do with ${name}`,
  make_moderator: "Make moderator",
  make_member: "Make plain member",
  hand_over: "Hand the room over",
  hand_over_title: (name: string) => `Hand the room over to ${name}?`,
  hand_over_text: (name: string) =>
    `${name} becomes the owner and can do everything, also delete the room. You become a moderator. Only ${name} can give it back.`,
  role_changed: {
    moderator: (name: string) => `${name} is now a moderator.`,
    member: (name: string) => `${name} is now a plain member.`,
    owner: (name: string) => `The room is now ${name}’s.`,
  },
  kick: "Remove from the room",
  kick_title: (name: string) => `Remove ${name}?`,
  kick_text: (name: string) => `${name} is out at once. Their messages stay, and they can come back with the code.`,
  kick_confirm: (name: string) => `Remove ${name}`,
  kicked: (name: string) => `${name} is out.`,
  ban: "Ban from the room",
  ban_title: (name: string) => `Ban ${name}?`,
  ban_text: (name: string) => `${name} is out at once and cannot come back until the ban is lifted. Their messages stay.`,
  ban_address: "Ban their network address too",
  ban_address_hint: "For as long as the room lives. Others behind the same address are kept out as well.",
  ban_confirm: (name: string) => `Ban ${name}`,
  banned: (name: string) => `${name} is banned.`,

  // Guests
  guest_status: "Guest",
  make_account: "Make an account",
  make_account_hint: "You are here as a guest. With an account you keep your place.",
  upgrade_title: "Make an account",
  upgrade_text: "Your messages and your place in this room stay yours.",
  upgraded: (name: string) => `Welcome, ${name}. This is your account now.`,
};
