import type { ShownMessage } from "#client/parlor.ts";
import type { Notice, SystemMessage } from "#protocol/objects/message.ts";
import { startOfDay } from "../../text/day.ts";
import { text } from "../../text/text.ts";
import { senderName } from "../chat/message-text.ts";

/**
 * Comings and goings that follow one another, shown as one line: "Bo, Cy and 12 others joined". A run keeps one row and one
 * key while it grows at its end. Pure but for the words, and the same object for the same run, so that a list redraws only
 * what changed.
 */
interface ShownRun extends ShownMessage {
  readonly notices: readonly Notice[];
}

/** Fewer stand each on their own: they are quicker to read so. */
const runMin = 3;
const namesMax = 2;

const passing = new Set<Notice["kind"]>(["joined", "joined_server", "left"]);
/** By the first message of a run: what was made of it last. */
const runs = new WeakMap<ShownMessage, { last: ShownMessage; length: number; run: ShownRun }>();

/** The messages as they are listed; the same array when there is nothing to collapse. */
export function collapseNotices(messages: readonly ShownMessage[]): readonly ShownMessage[] {
  let listed: ShownMessage[] | null = null;
  for (let index = 0; index < messages.length; ) {
    const end = isPassing(messages[index]) ? endOfRun(messages, index) : index + 1;
    const isLong = end - index >= runMin;
    if (isLong) listed ??= messages.slice(0, index);
    if (isLong) listed?.push(runOf(messages, index, end));
    else listed?.push(...messages.slice(index, end));
    index = end;
  }
  return listed ?? messages;
}

/** A collapsed run as a sentence, or null for any other message. */
export function runText(shown: ShownMessage): string | null {
  return "notices" in shown ? noticesText((shown as ShownRun).notices) : null;
}

/** Several comings and goings in one sentence. Who came and went again is said so once. */
export function noticesText(notices: readonly Notice[]): string {
  const words = text().rooms;
  const people = new Map<string, { name: string; first: Notice["kind"]; last: Notice["kind"] }>();
  for (const { kind, subject } of notices) {
    if (!subject) continue;
    const known = people.get(subject.id);
    people.set(subject.id, { name: senderName(subject), first: known?.first ?? kind, last: kind });
  }
  const kinds = new Map<(who: string) => string, string[]>();
  for (const { name, first, last } of people.values()) {
    const phrase = phraseOf(first, last);
    const names = kinds.get(phrase) ?? [];
    names.push(name);
    kinds.set(phrase, names);
  }
  return words.parts([...kinds].map(([phrase, names]) => phrase(crowdOf(names))));

  function phraseOf(first: Notice["kind"], last: Notice["kind"]): (who: string) => string {
    if (last === "left") return first === "left" ? words.left : words.came_and_went;
    if (first === "left") return words.came_back;
    return last === "joined_server" ? words.joined_server : words.joined;
  }
}

function crowdOf(names: readonly string[]): string {
  // "Bo, Cy and Di" is shorter than "Bo, Cy and 1 other".
  const shown = names.length <= namesMax + 1 ? names : names.slice(0, namesMax);
  return text().rooms.crowd(shown, names.length - shown.length);
}

function isPassing(shown: ShownMessage | undefined): shown is ShownMessage & { message: SystemMessage } {
  return shown?.message.type === "system" && passing.has(shown.message.body.notice?.kind);
}

/** A day begins anew: its heading stands between. */
function endOfRun(messages: readonly ShownMessage[], start: number): number {
  const day = startOfDay(messages[start]?.message.created_at ?? 0);
  let end = start + 1;
  for (let next = messages[end]; isPassing(next) && startOfDay(next.message.created_at) === day; next = messages[end]) end++;
  return end;
}

function runOf(messages: readonly ShownMessage[], start: number, end: number): ShownRun {
  const first = messages[start] as ShownMessage;
  const last = messages[end - 1] as ShownMessage;
  const length = end - start;
  const known = runs.get(first);
  const members = messages.slice(start, end).filter(isPassing);
  // One in the middle may have changed: its person is gone.
  const isSame = known?.run.notices.every((notice, index) => notice === members[index]?.message.body.notice);
  if (known && isSame && known.last === last && known.length === length) return known.run;
  const run: ShownRun = {
    ...last,
    // Named by its first message, placed by its last.
    message: { ...last.message, mid: first.message.mid },
    notices: members.map(({ message }) => message.body.notice),
  };
  runs.set(first, { last, length, run });
  return run;
}
