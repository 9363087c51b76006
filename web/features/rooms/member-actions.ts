import type { Self } from "#client/parlor.ts";
import type { Member, MemberRole } from "#protocol/objects/conversation.ts";

export type MemberAction = "make_moderator" | "make_member" | "hand_over" | "kick" | "ban";

const rank: Record<MemberRole, number> = { member: 0, moderator: 1, owner: 2 };

/** What somebody may do with a member of their room; the same rules as the server's, so that nothing is offered that it refuses. */
export function actionsOn({ person, role }: Member, by: { self: Self | null; role: MemberRole }): readonly MemberAction[] {
  // A guest's powers are reading and writing, also in a room they have opened.
  if (by.self?.kind !== "account" || person.id === by.self.id || rank[role] >= rank[by.role]) return [];
  const removals: MemberAction[] = ["kick", "ban"];
  if (by.role !== "owner" || person.kind === "guest") return removals;
  return [role === "moderator" ? "make_member" : "make_moderator", "hand_over", ...removals];
}
