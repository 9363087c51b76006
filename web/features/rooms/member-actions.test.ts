import { expect, test } from "bun:test";
import type { Self } from "#client/parlor.ts";
import type { Member, MemberRole } from "#protocol/objects/conversation.ts";
import { actionsOn } from "./member-actions.ts";

const member = (id: string, role: MemberRole, kind: "account" | "guest" = "account") =>
  ({ person: { id, kind, name: id }, role, presence: "online", joined_at: 0 }) as unknown as Member;
const ana = { kind: "account", id: "Ana", name: "Ana" } as unknown as Self;
const bo = { kind: "guest", id: "Bo", name: "Bo" } as unknown as Self;

test("the owner does everything with accounts, and takes guests out", () => {
  const by = { self: ana, role: "owner" } as const;
  expect(actionsOn(member("Cy", "member"), by)).toEqual(["make_moderator", "hand_over", "kick", "ban"]);
  expect(actionsOn(member("Cy", "moderator"), by)).toEqual(["make_member", "hand_over", "kick", "ban"]);
  expect(actionsOn(member("Bo", "member", "guest"), by)).toEqual(["kick", "ban"]);
});

test("a moderator takes plain members out, and nobody of the same or a higher role", () => {
  const by = { self: ana, role: "moderator" } as const;
  expect(actionsOn(member("Cy", "member"), by)).toEqual(["kick", "ban"]);
  expect(actionsOn(member("Bo", "member", "guest"), by)).toEqual(["kick", "ban"]);
  expect(actionsOn(member("Cy", "moderator"), by)).toEqual([]);
  expect(actionsOn(member("Cy", "owner"), by)).toEqual([]);
});

test("plain members, guests who own a room, and nobody on themselves", () => {
  expect(actionsOn(member("Cy", "member"), { self: ana, role: "member" })).toEqual([]);
  expect(actionsOn(member("Cy", "member"), { self: bo, role: "owner" })).toEqual([]);
  expect(actionsOn(member("Cy", "member"), { self: null, role: "owner" })).toEqual([]);
  expect(actionsOn(member("Ana", "owner"), { self: ana, role: "owner" })).toEqual([]);
});
