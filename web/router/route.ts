import type { ConversationId } from "#protocol/ids.ts";
import { cleanRoomCode } from "#protocol/room-code.ts";

export const settingsSections = [
  "profile",
  "appearance",
  "notifications",
  "privacy",
  "password",
  "second_factor",
  "sessions",
  "shortcuts",
  "account",
] as const;
export type SettingsSection = (typeof settingsSections)[number];

export const peopleTabs = ["contacts", "requests", "blocked"] as const;
export type PeopleTab = (typeof peopleTabs)[number];

/** What stands beside an open conversation. */
export type Panel = "people" | "room";

/** Everything an address of the app can mean. */
export type Route =
  | { kind: "home" }
  | { kind: "sign_in" }
  | { kind: "register" }
  /** A link to a room; the code may still be wrong. */
  | { kind: "invitation"; code: string }
  | { kind: "rooms" }
  | { kind: "conversation"; id: ConversationId; panel: Panel | null }
  | { kind: "people"; tab: PeopleTab }
  | { kind: "settings"; section: SettingsSection | null };

const conversationPath = /^\/c\/([0-9a-f-]{36})(?:\/(people|room))?$/;
const invitationPath = /^\/r\/([^/]{1,40})$/;

/** Reads an address; one that means nothing here is the home page. */
export function parseRoute(path: string): Route {
  const clean = path.length > 1 ? path.replace(/\/+$/, "") : path;
  const conversation = conversationPath.exec(clean);
  if (conversation)
    return { kind: "conversation", id: conversation[1] as ConversationId, panel: (conversation[2] as Panel | undefined) ?? null };
  const invitation = invitationPath.exec(clean);
  if (invitation) return { kind: "invitation", code: cleanRoomCode(decoded(invitation[1] ?? "")) };
  if (clean === "/rooms") return { kind: "rooms" };
  if (clean === "/sign-in") return { kind: "sign_in" };
  if (clean === "/register") return { kind: "register" };
  if (clean === "/people") return { kind: "people", tab: "contacts" };
  const tab = peopleTabs.find((name) => clean === `/people/${name}`);
  if (tab) return { kind: "people", tab };
  if (clean === "/settings") return { kind: "settings", section: null };
  const section = settingsSections.find((name) => clean === `/settings/${slugOf(name)}`);
  return section ? { kind: "settings", section } : { kind: "home" };
}

/** An address is typed by people too: one that is no valid encoding stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const slugOf = (section: SettingsSection) => section.replace("_", "-");

/** The address of a route; the inverse of `parseRoute`. */
export function formatRoute(route: Route): string {
  switch (route.kind) {
    case "home":
      return "/";
    case "sign_in":
      return "/sign-in";
    case "register":
      return "/register";
    case "conversation":
      return `/c/${route.id}${route.panel ? `/${route.panel}` : ""}`;
    case "invitation":
      return `/r/${encodeURIComponent(route.code)}`;
    case "rooms":
      return "/rooms";
    case "people":
      return route.tab === "contacts" ? "/people" : `/people/${route.tab}`;
    case "settings":
      return route.section ? `/settings/${slugOf(route.section)}` : "/settings";
  }
}
