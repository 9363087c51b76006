import { limits } from "#protocol/limits.ts";
import type { Relation } from "#protocol/objects/contact.ts";
import { plural } from "./english.ts";

/** The words about people, in English; a part of `en.ts`. */

export const contacts = {
  title: "People",
  open: (waiting: number) =>
    waiting === 0 ? "People" : `People: ${plural(waiting, { one: "# request to answer", other: "# requests to answer" })}`,
  tabs: "Lists of people",
  tab: { contacts: "Contacts", requests: "Requests", blocked: "Blocked" },
  tab_waiting: (count: number) => plural(count, { one: "# to answer", other: "# to answer" }),

  contacts_empty_title: "No contacts yet",
  contacts_empty_text: "Find people by their name above. Contacts see when the other is here.",
  online: "Online",
  others: "Others",
  more: (name: string) => `More about ${name}`,

  requests_empty_title: "No open requests",
  requests_empty_text: "Who asks to be your contact shows up here.",
  incoming: "To answer",
  outgoing: "Sent",
  asked_you: (when: string) => `Asked you ${when}`,
  you_asked: (when: string) => `You asked ${when}`,
  accept: "Accept",
  accept_label: (name: string) => `Accept the request of ${name}`,
  reject: "Reject",
  reject_label: (name: string) => `Reject the request of ${name}`,
  cancel: "Take back",
  cancel_label: (name: string) => `Take back your request to ${name}`,
  accepted: (name: string) => `${name} is now a contact.`,
  rejected: (name: string) => `You said no to ${name}. They may ask again in 24 hours.`,
  cancelled: (name: string) => `Your request to ${name} is taken back.`,

  blocked_empty_title: "Nobody is blocked",
  blocked_empty_text: "People you block cannot find you, ask you or see when you are here. They are not told.",
  blocked_failed: "The list could not be loaded.",
  blocked_since: (when: string) => `Blocked ${when}`,
  unblock: "Unblock",
  unblock_label: (name: string) => `Unblock ${name}`,
  unblocked: (name: string) => `${name} is no longer blocked.`,

  last_seen: (when: string) => `last seen ${when}`,
};

export const finder = {
  label: "Find people",
  placeholder: "Name or username",
  too_short: `Type at least ${limits.user_search.min} characters.`,
  searching: "Searching…",
  none: (query: string) => `Nobody is found by “${query}”.`,
  none_hint: "Private accounts are found only by their exact username.",
  count: (count: number) => plural(count, { one: "# person found", other: "# people found" }),
  results: "People found",
  failed: "The search did not work.",
  clear: "Clear",
  relation: {
    self: "You",
    contact: "Contact",
    requested: "Request sent",
    requesting: "Wants to be your contact",
    blocked: "Blocked",
    none: "",
  } satisfies Record<Relation, string>,
};

export const card = {
  label: (name: string) => `About ${name}`,
  guest: "Guest of this room",
  unknown: "There is no profile to show.",
  private: "Private account",
  failed: "The profile could not be loaded.",
  since: (when: string) => `Here since ${when}`,
  deleted: "Deleted account",
  ask: "Ask to be contacts",
  sent: "Request sent",
  asked: (name: string) => `Request sent to ${name}.`,
  accept: "Accept",
  reject: "Reject",
  wants: "Wants to be your contact",
  cancel: "Take back",
  remove: "Remove contact…",
  block: "Block…",
  blocked: "You have blocked this person.",
  unblock: "Unblock",
  edit: "Edit profile",
};

export const removal = {
  title: (name: string) => `Remove ${name} from your contacts?`,
  text: (name: string) =>
    `You both stop being contacts and no longer see when the other is here. ${name} is not told, but you are gone from their list at once.`,
  choices: "What happens to your private chat",
  delete: "Remove and delete the chat",
  delete_hint: (name: string) =>
    `Your private chat with all its files is deleted for you and for ${name}. It cannot be brought back.`,
  keep: "Remove and keep the chat",
  keep_hint: "What you have written to each other stays for both. Neither can write there any more.",
  block: "Block",
  block_hint: (name: string) => `Also removes. ${name} cannot find you, ask you, write to you or see you, and is not told.`,
  confirm: { delete: "Remove and delete", keep: "Remove contact", block: "Block" },
  done: {
    delete: (name: string) => `${name} is removed, and your chat is deleted.`,
    keep: (name: string) => `${name} is removed from your contacts.`,
    block: (name: string) => `${name} is blocked.`,
  },
  block_title: (name: string) => `Block ${name}?`,
  block_text: (name: string) =>
    `${name} cannot find you, ask you, write to you or see when you are here, and is not told. You can lift it at any time.`,
};

export const switcher = {
  open: "Go to…",
  title: "Go to a conversation or person",
  placeholder: "Where to?",
  results: "Matches",
  conversations: "Conversations",
  people: "People",
  none: (query: string) => `Nothing matches “${query}”.`,
  count: (count: number) => plural(count, { one: "# match", other: "# matches" }),
  unread: (count: number) => plural(count, { one: "# unread", other: "# unread" }),
};

export const notices = {
  requested: (name: string) => `${name} wants to be your contact.`,
  accepted: (name: string) => `${name} accepted your request.`,
  see: "See",
  message: (name: string, where: string, line: string) => `${name} in ${where}: ${line}`,
  go: "Open",
};
