import type { Contact } from "#protocol/objects/contact.ts";
import type { Conversation } from "#protocol/objects/conversation.ts";
import { fuzzyScore } from "./fuzzy.ts";

/** Somewhere to go. */
export type Target = { kind: "conversation"; conversation: Conversation } | { kind: "person"; contact: Contact };

const shownMax = 12;

/** What fits the query, best first; without one the unread conversations, then the last active, then people who are here. */
export function findTargets(query: string, conversations: readonly Conversation[], contacts: readonly Contact[]): Target[] {
  const targets: Target[] = [
    ...conversations.map((conversation) => ({ kind: "conversation", conversation }) as const),
    ...contacts.map((contact) => ({ kind: "person", contact }) as const),
  ];
  return targets
    .flatMap((target, index) => {
      const score = scoreOf(query, target);
      return score === null ? [] : [{ target, score, rank: rankOf(target), index }];
    })
    .sort((a, b) => b.score - a.score || a.rank - b.rank || a.index - b.index)
    .slice(0, shownMax)
    .map(({ target }) => target);
}

export function keyOf(target: Target): string {
  return target.kind === "conversation" ? target.conversation.id : target.contact.person.id;
}

function scoreOf(query: string, target: Target): number | null {
  if (query.trim() === "") return 0;
  if (target.kind === "conversation") return fuzzyScore(query, target.conversation.name);
  const { name, username } = target.contact.person;
  const scores = [fuzzyScore(query, name), fuzzyScore(query.replace(/^@/, ""), username ?? "")];
  const fitting = scores.filter((score) => score !== null);
  return fitting.length > 0 ? Math.max(...fitting) : null;
}

function rankOf(target: Target): number {
  if (target.kind === "conversation") return target.conversation.unread > 0 ? 0 : 1;
  return target.contact.presence === "offline" ? 3 : 2;
}
