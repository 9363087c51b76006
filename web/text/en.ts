import type { ErrorCode } from "#protocol/errors.ts";
import { limits } from "#protocol/limits.ts";
import type { UsernameFault } from "#protocol/names.ts";
import type { ConversationKind } from "#protocol/objects/conversation.ts";
import { card, contacts, finder, notices, removal, switcher } from "./en-people.ts";
import { departure, home, rooms } from "./en-rooms.ts";
import { crop, settings, shortcuts } from "./en-settings.ts";
import { list, number, plural } from "./english.ts";

/**
 * Every word of the interface in English. Other languages are modules of the same shape (`Text`). Plain and short, sentence
 * case, the person's own verbs; whoever is addressed did nothing wrong.
 */

export const en = {
  /** For Intl: dates, numbers, sorting. */
  locale: "en",
  direction: "ltr" as "ltr" | "rtl",

  app: {
    name: "Parlor",
    loading: "Opening Parlor",
    skip_to_messages: "Skip to messages",
    skip_to_composer: "Skip to the message field",
    back: "Back",
    close: "Close",
    cancel: "Cancel",
    undo: "Undo",
    try_again: "Try again",
    new_version: "A new version is ready.",
    reload: "Reload",
    broken_title: "This page stopped working",
    broken_text: "Your messages and drafts are safe on this device. Reload to go on.",
    chunk_failed: "This part of the app could not be loaded",
    outdated: "The server has a newer version of this app. Reload to go on.",
  },

  sign_in: {
    title: (server: string) => `Sign in to ${server}`,
    login: "Username or e-mail",
    password: "Password",
    submit: "Sign in",
    submitting: "Signing in…",
    no_account: "New here?",
    to_register: "Create an account",
    to_guest: "Enter a room without an account",
    login_missing: "Enter your username or e-mail address.",
    password_missing: "Enter your password.",
    code: "Code",
    code_hint: "From your authenticator app, or one of your recovery codes.",
    code_missing: "Enter the code.",
    code_wrong: "This code is wrong, or was used already.",
    deactivated_title: "Bring your account back?",
    deactivated_text: "It is deactivated. Everything is as you left it, and others find you again.",
    reactivate: "Bring it back",
    registration_closed: "This server takes no new accounts.",
    blocked: "This account has been blocked by a moderator.",
    signed_out: "You were signed out. Sign in to go on.",
    unreachable: "The server cannot be reached. Check your connection and try again.",
  },

  register: {
    title: (server: string) => `Join ${server}`,
    first_title: "Set up your Parlor",
    first_account: "This is the first account, so it becomes the administrator of this server.",
    username: "Username",
    username_hint: `${limits.username.min} to ${limits.username.max} letters, digits or underscores`,
    display_name: "Display name",
    display_name_hint: "What others see. You can change it at any time.",
    display_name_long: (max: number) => `At most ${max} characters.`,
    optional: "optional",
    password: "Password",
    password_weak: "This password does not meet every rule yet.",
    submit: "Create account",
    submitting: "Creating your account…",
    have_account: "Already have an account?",
    to_sign_in: "Sign in",
    username_fault: {
      too_short: `A username has at least ${limits.username.min} characters.`,
      too_long: `A username has at most ${limits.username.max} characters.`,
      bad_characters: "Only letters without accents, digits and underscores.",
      reserved: "This name is reserved.",
    } satisfies Record<UsernameFault, string>,
  },

  password: {
    show: "Show password",
    hide: "Hide password",
    caps_lock: "Caps Lock is on",
    rules_label: "The password needs",
    rule_met: "met",
    rule_open: "not yet met",
    min_length: (count: number) => plural(count, { one: "# character or more", other: "# characters or more" }),
    upper: "A capital letter",
    lower: "A small letter",
    digit: "A digit",
    special: "A symbol, like ! or ?",
  },

  connection: {
    live: "Online",
    connecting: "Connecting…",
    syncing: "Catching up…",
    offline: "Offline",
    waiting: (seconds: number) => `Reconnecting in ${seconds} s`,
    signed_out: "Signed out",
    blocked: "Blocked",
    access_ended: "No longer in the room",
    replaced: "Open elsewhere",
    outdated: "Reload needed",
    offline_banner: "You’re offline. Messages will be sent later.",
    waiting_banner: "No connection to the server. Messages will be sent later.",
    replaced_banner: "Parlor is open in too many places. Reload to go on here.",
    connecting_banner: "Connecting to the server…",
    try_now: "Try now",
  },

  sidebar: {
    label: "Conversations",
    empty_title: "No conversations yet",
    empty_text: "This server has no lobby. Rooms and people will show up here.",
    unread: (count: number) => plural(count, { one: "# unread message", other: "# unread messages" }),
    own: "You:",
    by: (name: string) => `${name}:`,
    no_messages: "No messages yet",
    draft: "Draft:",
    too_many: (count: number) => `${count}+`,
  },

  account: {
    title: "Account and theme",
    theme: "Theme",
    theme_system: "System",
    theme_light: "Light",
    theme_dark: "Dark",
    settings: "Settings",
    sign_out: "Sign out",
    sign_out_title: "Sign out of this device?",
    sign_out_text: "Everything kept on this device is removed. Your messages stay on the server.",
    sign_out_unsent: (count: number) =>
      plural(count, {
        one: "# message has not been sent yet and will be lost.",
        other: "# messages have not been sent yet and will be lost.",
      }),
    sign_out_anyway: "Sign out and lose them",
    signed_out_elsewhere: "Another session of yours was ended.",
    new_sign_in: "Your account was signed in to on another device.",
    see_sessions: "See sessions",
  },

  conversation: {
    /** In words who can read this; the short form where the name stands alone in a narrow header. */
    who_can_read: {
      lobby: { full: "Lobby: members and the server can read this", short: "Members and the server can read this" },
      room: { full: "Room: members and the server can read this", short: "Members and the server can read this" },
      direct: { full: "End-to-end encrypted: only the two of you can read this", short: "Only the two of you can read this" },
      group: { full: "End-to-end encrypted: only members can read this", short: "Only members can read this" },
    } satisfies Record<ConversationKind, { full: string; short: string }>,
    online: (count: number) => `${number(count)} online`,
    show_people: (online: number, members: number) => `People: ${online} online of ${members}`,
    gone_title: "This conversation is not here",
    gone_text: "It was removed, or you are no longer in it.",
    to_list: "Go to your conversations",
    choose_title: "Pick a conversation",
    choose_text: "Your conversations are in the list on the side.",
    back_to_list: "Back to conversations",
  },

  messages: {
    label: (name: string) => `Messages in ${name}`,
    incoming: "New messages",
    today: "Today",
    yesterday: "Yesterday",
    start: (name: string) => `This is the beginning of ${name}.`,
    empty_title: "Nobody has said anything yet",
    empty_text: "Write the first message.",
    new_divider: "New messages",
    jump: "Jump to latest",
    jump_new: (count: number) => plural(count, { one: "# new", other: "# new" }),
    jump_new_label: (count: number) =>
      plural(count, { one: "# new message. Jump to latest", other: "# new messages. Jump to latest" }),
    loading: "Loading messages",
    loading_before: "Loading earlier messages…",
    load_failed: "The messages could not be loaded.",
    load_before_failed: "Earlier messages could not be loaded.",
    load_after_failed: "Later messages could not be loaded.",
    you: "You",
    sending: "Sending",
    sent: "Sent",
    edited: "edited",
    failed: "Not sent",
    waiting_because: (reason: string) => `Waiting. ${reason}`,
    failed_because: (reason: string) => `Not sent. ${reason}`,
    retry: "Retry",
    discard: "Delete",
    discarded: "Message deleted.",
    deleted: "Message deleted",
    /** A message as one sentence, for screen readers. */
    sentence: (name: string, time: string, text: string, state: string | null) =>
      `${name}, ${time}: ${text}${state ? `. ${state}` : ""}`,
    someone: "Someone",
    deleted_account: "Deleted account",
    notice: {
      joined_server: (subject: string) => `${subject} joined the server`,
      joined: (subject: string) => `${subject} joined`,
      left: (subject: string) => `${subject} left`,
      removed: (subject: string, actor: string | null) => (actor ? `${actor} removed ${subject}` : `${subject} was removed`),
      renamed: (value: string, actor: string | null) =>
        actor ? `${actor} changed the name to “${value}”` : `The name is now “${value}”`,
      role_changed: (subject: string, role: string) => `${subject} is now ${role}`,
      role: { owner: "owner", moderator: "moderator", member: "member", admin: "administrator" } as Record<string, string>,
    },
  },

  composer: {
    label: (name: string) => `Message to ${name}`,
    placeholder: (name: string) => `Message ${name}`,
    send: "Send",
    left: (count: number) => plural(count, { one: "# character left", other: "# characters left" }),
    over: (count: number, max: number) =>
      plural(count, { one: `# character over the limit of ${max}`, other: `# characters over the limit of ${max}` }),
  },

  typing: {
    some: (names: string[]) => (names.length === 1 ? `${names[0]} is typing` : `${list(names)} are typing`),
    several: "Several people are typing",
  },

  people: {
    title: "People",
    summary: (online: number, members: number) =>
      `${number(online)} online, ${plural(members, { one: "# member", other: "# members" })}`,
    online: "Online",
    offline: "Offline",
    you: "(you)",
    more: "Show more",
    failed: "The list could not be loaded.",
    role: { owner: "Owner", moderator: "Moderator" } as Record<string, string | undefined>,
    presence: { online: "online", idle: "away", offline: "offline" },
    close: "Close people",
  },

  contacts,
  finder,
  card,
  removal,
  switcher,
  notices,

  settings,
  shortcuts,
  crop,

  home,
  departure,
  rooms,

  toast: { label: "Notices", dismiss: "Dismiss" },

  /** Said instead of the server's own sentence where this place can say it better. */
  problem: {
    /** By code. English has those of the server; another language says all of them here. */
    sentences: {} as Partial<Record<ErrorCode, string>>,
    unavailable: "The server cannot be reached. Try again in a moment.",
    rate_limited: (seconds: number) =>
      plural(seconds, { one: "Too many tries. Try again in a second.", other: "Too many tries. Try again in # seconds." }),
    rate_limited_minutes: (minutes: number) =>
      plural(minutes, { one: "Too many tries. Try again in a minute.", other: "Too many tries. Try again in # minutes." }),
  },
};

export type Text = typeof en;
