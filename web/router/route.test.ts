import { expect, test } from "bun:test";
import type { ConversationId } from "#protocol/ids.ts";
import { formatRoute, parseRoute, type Route } from "./route.ts";

const id = "01890a5d-ac96-774b-bcce-b302099a8057" as ConversationId;

test("every route comes back from its own address", () => {
  const routes: Route[] = [
    { kind: "home" },
    { kind: "sign_in" },
    { kind: "register" },
    { kind: "conversation", id, panel: null },
    { kind: "conversation", id, panel: "people" },
    { kind: "conversation", id, panel: "room" },
    { kind: "invitation", code: "ABC234" },
    { kind: "rooms" },
    { kind: "settings", section: null },
    { kind: "settings", section: "sessions" },
    { kind: "settings", section: "second_factor" },
    { kind: "people", tab: "contacts" },
    { kind: "people", tab: "requests" },
  ];
  for (const route of routes) expect(parseRoute(formatRoute(route))).toEqual(route);
});

test("a trailing slash changes nothing", () => {
  expect(parseRoute(`/c/${id}/`)).toEqual({ kind: "conversation", id, panel: null });
  expect(parseRoute("/settings/")).toEqual({ kind: "settings", section: null });
});

test("a link to a room is read in any letter case, and a wrong code is kept as it was typed", () => {
  expect(parseRoute("/r/abc234")).toEqual({ kind: "invitation", code: "ABC234" });
  expect(parseRoute("/r/ABC234/")).toEqual({ kind: "invitation", code: "ABC234" });
  expect(parseRoute("/r/nope")).toEqual({ kind: "invitation", code: "NOPE" });
  expect(parseRoute("/r/%zz")).toEqual({ kind: "invitation", code: "%ZZ" });
});

test("an address that means nothing is the home page", () => {
  for (const path of [
    "/",
    "/nowhere",
    "/c/",
    "/c/not-an-id",
    `/c/${id}/files`,
    "/r/",
    "/r/abc234/more",
    `/r/${"x".repeat(50)}`,
    `/c/${id}x`,
    "/settings/keys",
    "/settings/second_factor",
    "/people/nobody",
    "//",
    "/c/../sign-in",
  ]) {
    expect(parseRoute(path)).toEqual({ kind: "home" });
  }
});
