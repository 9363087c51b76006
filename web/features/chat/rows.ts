import type { ShownMessage } from "#client/parlor.ts";
import { startOfDay } from "../../text/day.ts";
import { estimateHeight } from "./estimate-height.ts";

/**
 * The message list as it is drawn: what stands above each message and how it joins its neighbours. Pure, and quick enough for
 * 100,000 messages: a row that did not change stays the same object, so that its component is not drawn again.
 */
export interface Row {
  /** Stable from the moment of sending on: the sender and the message's client-made id. */
  key: string;
  shown: ShownMessage;
  /** The very first message of the conversation. */
  opens: boolean;
  /** Start of its day, on the first message of a day. */
  day: number | null;
  /** The "new messages" divider stands above it. */
  divider: boolean;
  /** First and last of a run by one author. */
  starts: boolean;
  ends: boolean;
  /** A guess in pixels, until it is measured. */
  height: number;
}

/** Something another person said, which can be unread. */
export function isOfOthers({ message, mine }: ShownMessage): boolean {
  return !mine && message.type === "text" && message.deleted_at === null;
}

export interface RowOptions {
  first_unread_seq: number | null;
  /** There are earlier messages that are not loaded, so the first row does not know what stands above it. */
  has_before: boolean;
}

const runMs = 5 * 60_000;

/** Two neighbours share one name and avatar: same author, same day, close in time, nothing between them. */
function joins(before: ShownMessage, after: ShownMessage): boolean {
  const a = before.message;
  const b = after.message;
  return a.type === "text" && b.type === "text" && a.sender.id === b.sender.id && Math.abs(b.created_at - a.created_at) <= runMs;
}

function dividesBefore(before: ShownMessage | undefined, seq: number, firstUnread: number | null): boolean {
  if (firstUnread === null || seq < firstUnread || seq === 0) return false;
  return seq === firstUnread || (before !== undefined && before.message.seq < firstUnread);
}

/** Start of a time's day. Neighbours mostly share one, so the last answer is kept: a Date is made once a day, not once a message. */
function createDayClock(): (time: number) => number {
  let start = Number.NaN;
  let end = Number.NaN;
  return (time) => {
    if (!(time >= start && time < end)) {
      start = startOfDay(time);
      end = new Date(start).setDate(new Date(start).getDate() + 1);
    }
    return start;
  };
}

type Place = Pick<Row, "opens" | "day" | "divider" | "starts">;

/** How a message joins what is above it. */
function placeAfter(
  before: ShownMessage | undefined,
  shown: ShownMessage,
  options: RowOptions,
  dayOf: (time: number) => number,
): Place {
  const { message } = shown;
  const beforeDay = before && dayOf(before.message.created_at);
  const ownDay = dayOf(message.created_at);
  const newDay = beforeDay !== ownDay;
  const divider = dividesBefore(before, message.seq, options.first_unread_seq);
  return {
    opens: before === undefined && !options.has_before,
    day: newDay && !(before === undefined && options.has_before) ? ownDay : null,
    divider,
    starts: newDay || divider || before === undefined || !joins(before, shown),
  };
}

function commonHead(a: readonly unknown[], b: readonly unknown[]): number {
  const max = Math.min(a.length, b.length);
  let count = 0;
  while (count < max && a[count] === b[count]) count++;
  return count;
}

function commonTail(a: readonly unknown[], b: readonly unknown[], max: number): number {
  let count = 0;
  while (count < max && a[a.length - 1 - count] === b[b.length - 1 - count]) count++;
  return count;
}

/** What one call leaves for the next: only what lies between the unchanged head and the unchanged tail is worked out anew. */
export interface Rows {
  messages: readonly ShownMessage[];
  options: RowOptions;
  rows: readonly Row[];
}

export const noRows: Rows = { messages: [], options: { first_unread_seq: null, has_before: false }, rows: [] };

export function buildRows(messages: readonly ShownMessage[], options: RowOptions, former: Rows = noRows): Rows {
  const sameDivider = options.first_unread_seq === former.options.first_unread_seq;
  const head = sameDivider && options.has_before === former.options.has_before ? commonHead(messages, former.messages) : 0;
  const tail = sameDivider ? commonTail(messages, former.messages, Math.min(messages.length, former.messages.length) - head) : 0;
  const shift = former.rows.length - messages.length;
  // The last row of the head may now end its run otherwise, the first of the tail begin otherwise.
  const from = Math.max(0, head - 1);
  const to = Math.min(messages.length, messages.length - tail + 1);

  const dayOf = createDayClock();
  const placeAt = (index: number) => placeAfter(messages[index - 1], messages[index] as ShownMessage, options, dayOf);
  const rows = former.rows.slice(0, from);
  let place = from < to ? placeAt(from) : null;
  for (let index = from; index < to && place; index++) {
    const next = index + 1 < messages.length ? placeAt(index + 1) : null;
    const old = former.rows[index < head ? index : index + shift];
    rows.push(rowOf(messages[index] as ShownMessage, place, next?.starts ?? true, old));
    place = next;
  }
  for (let index = to; index < messages.length; index++) rows.push(former.rows[index + shift] as Row);
  return { messages, options, rows };
}

/** The old row where nothing about it changed, so that its component is not drawn again. */
function rowOf(shown: ShownMessage, place: Place, ends: boolean, old: Row | undefined): Row {
  if (
    old?.shown === shown &&
    old.ends === ends &&
    old.starts === place.starts &&
    old.day === place.day &&
    old.divider === place.divider &&
    old.opens === place.opens
  ) {
    return old;
  }
  const { message } = shown;
  const row = { key: `${message.sender.id ?? ""}/${message.mid}`, shown, ...place, ends };
  return { ...row, height: estimateHeight(row) };
}
