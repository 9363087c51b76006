import { expect, test } from "bun:test";
import type { ConversationId } from "#protocol/ids.ts";
import { formatRoute, parseRoute, type Route } from "./route.ts";

const id = "01890a5d-ac96-774b-bcce-b302099a8057" as ConversationId;

test("every route comes back from its own address", () => {
  const routes: Route[] = [
    { kind: "home" },
    { kind: "sign_in" },
    { kind: "register" },
    { kind: "conversation", id, people: false },
    { kind: "conversation", id, people: true },
    { kind: "settings", section: null },
    { kind: "settings", section: "sessions" },
  ];
  for (const route of routes) expect(parseRoute(formatRoute(route))).toEqual(route);
});

test("a trailing slash changes nothing", () => {
  expect(parseRoute(`/c/${id}/`)).toEqual({ kind: "conversation", id, people: false });
  expect(parseRoute("/settings/")).toEqual({ kind: "settings", section: null });
});

test("an address that means nothing is the home page", () => {
  for (const path of [
    "/",
    "/nowhere",
    "/c/",
    "/c/not-an-id",
    `/c/${id}/files`,
    `/c/${id}x`,
    "/settings/keys",
    "//",
    "/c/../sign-in",
  ]) {
    expect(parseRoute(path)).toEqual({ kind: "home" });
  }
});
