import type { ConversationId } from "#protocol/ids.ts";

export const settingsSections = ["profile", "appearance", "password", "sessions"] as const;
export type SettingsSection = (typeof settingsSections)[number];

/** Everything an address of the app can mean. */
export type Route =
  | { kind: "home" }
  | { kind: "sign_in" }
  | { kind: "register" }
  | { kind: "conversation"; id: ConversationId; people: boolean }
  | { kind: "settings"; section: SettingsSection | null };

const conversationPath = /^\/c\/([0-9a-f-]{36})(\/people)?$/;

/** Reads an address; one that means nothing here is the home page. */
export function parseRoute(path: string): Route {
  const clean = path.length > 1 ? path.replace(/\/+$/, "") : path;
  const conversation = conversationPath.exec(clean);
  if (conversation) return { kind: "conversation", id: conversation[1] as ConversationId, people: conversation[2] !== undefined };
  if (clean === "/sign-in") return { kind: "sign_in" };
  if (clean === "/register") return { kind: "register" };
  if (clean === "/settings") return { kind: "settings", section: null };
  const section = settingsSections.find((name) => clean === `/settings/${name}`);
  return section ? { kind: "settings", section } : { kind: "home" };
}

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
      return `/c/${route.id}${route.people ? "/people" : ""}`;
    case "settings":
      return route.section ? `/settings/${route.section}` : "/settings";
  }
}
