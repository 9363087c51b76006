import { z } from "zod";
import type { Member } from "#protocol/objects/conversation.ts";
import { type PresenceState, pictureAddress } from "#protocol/objects/person.ts";
import type { Output } from "#protocol/operations/index.ts";
import type { SignedIn } from "../caller.ts";
import type { Context } from "../context.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { ConversationRow, ShownMember } from "../store/store.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";

/** Up to here those online come first; in a larger crowd the list is by name alone, so that a page stays cheap. */
const onlineFirstUpTo = 500;

const cursorSchema = z.strictObject({ part: z.enum(["online", "rest"]), name: z.string(), id: z.string() });
type Cursor = z.infer<typeof cursorSchema>;

/**
 * A page of members as one of them sees it: those online by name, then the others by name. Whoever has blocked the viewer is
 * offline to them, and so is everybody to who hides; neither the order nor the cursor may tell otherwise.
 */
export async function memberPage(
  context: Context,
  conversation: ConversationRow,
  { viewer, cursor, limit }: { viewer: SignedIn; cursor?: string | undefined; limit: number },
): Promise<Output<"conversation.members"> | Refusal> {
  const from = cursor === undefined ? undefined : decodeCursor(cursor, cursorSchema);
  if (from === null) return refuse("invalid_input", { field: "cursor" });

  const everyone = await context.presence.people(conversation.id);
  const isShown = await presenceShownTo(context, viewer);
  const online = everyone.filter(isShown);
  const isOnlineFirst = everyone.length <= onlineFirstUpTo;
  const onlineIds = new Set(isOnlineFirst ? online : []);
  const page: ShownMember[] = [];
  let part: Cursor["part"] = isOnlineFirst ? (from?.part ?? "online") : "rest";
  if (part === "online") {
    const here = (await context.store.read.members.getMany(conversation.id, online)).sort(byName);
    page.push(...here.filter((member) => !from || byName(member, { name: from.name, person_id: from.id }) > 0).slice(0, limit));
  }
  if (page.length < limit) {
    const after = from?.part === "rest" ? { name: from.name, id: from.id } : undefined;
    part = "rest";
    page.push(...(await restPage(context, conversation, { after, limit: limit - page.length, without: onlineIds })));
  }

  const last = page.at(-1);
  const states = await context.presence.states(page.map((member) => member.person_id).filter(isShown));
  return {
    members: page.map((member) => showMember(member, states.get(member.person_id) ?? "offline")),
    next_cursor: last && page.length === limit ? encodeCursor({ part, name: last.name, id: last.person_id }) : null,
    member_count: conversation.member_count,
    online_count: everyone.length,
  };
}

export function showMember(member: ShownMember, presence: PresenceState): Member {
  return {
    person: {
      kind: member.person_kind,
      id: member.person_id,
      username: member.username,
      name: member.name,
      picture: pictureAddress(member.picture),
    },
    role: member.role,
    presence,
    joined_at: member.joined_at,
  };
}

/** Whose presence the viewer may see. Presence is mutual: who hides their own sees nobody's. */
async function presenceShownTo(context: Context, viewer: SignedIn): Promise<(person: string) => boolean> {
  if (viewer.kind === "guest") return () => true;
  if (viewer.hides_presence) return () => false;
  const blockers: ReadonlySet<string> = await context.store.read.blocks.blockersOf(viewer.id);
  return (person) => !blockers.has(person);
}

/** Reads on past those already shown as online until the page is full or the members are through. */
async function restPage(
  context: Context,
  conversation: ConversationRow,
  options: { after: { name: string; id: string } | undefined; limit: number; without: ReadonlySet<string> },
): Promise<ShownMember[]> {
  const found: ShownMember[] = [];
  let after = options.after;
  while (found.length < options.limit) {
    const rows = await context.store.read.members.page(conversation.id, { ...(after && { after }), limit: options.limit });
    found.push(...rows.filter((row) => !options.without.has(row.person_id)));
    const last = rows.at(-1);
    if (!last || rows.length < options.limit) break;
    after = { name: last.name, id: last.person_id };
  }
  return found.slice(0, options.limit);
}

function byName(a: { name: string; person_id: string }, b: { name: string; person_id: string }): number {
  const nameA = a.name.toLowerCase();
  const nameB = b.name.toLowerCase();
  if (nameA !== nameB) return nameA < nameB ? -1 : 1;
  return a.person_id < b.person_id ? -1 : Number(a.person_id > b.person_id);
}
