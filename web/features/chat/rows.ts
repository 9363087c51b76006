import type { ShownMessage } from "#client/parlor.ts";
import { startOfDay } from "../../text/day.ts";

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

/** How far the new list's indexes are from the old one's, when older messages came in above or left it. */
function shiftBetween(messages: readonly ShownMessage[], previous: readonly Row[]): number {
  const first = previous[0];
  if (!first || messages.length === 0) return 0;
  const grown = messages.indexOf(first.shown);
  if (grown >= 0) return grown;
  const trimmed = previous.findIndex((row) => row.shown === messages[0]);
  return trimmed > 0 ? -trimmed : 0;
}

export function buildRows(messages: readonly ShownMessage[], options: RowOptions, previous: readonly Row[] = []): Row[] {
  const shift = shiftBetween(messages, previous);
  const rows: Row[] = new Array(messages.length);
  // The day of the message before, as a span of time: a Date is made once a day, not once a message.
  let dayStart = Number.NaN;
  let dayEnd = Number.NaN;

  for (let index = 0; index < messages.length; index++) {
    const shown = messages[index] as ShownMessage;
    const before = messages[index - 1];
    const { message } = shown;

    const newDay = !(message.created_at >= dayStart && message.created_at < dayEnd);
    if (newDay) {
      dayStart = startOfDay(message.created_at);
      dayEnd = new Date(dayStart).setDate(new Date(dayStart).getDate() + 1);
    }
    const day = newDay && !(before === undefined && options.has_before) ? dayStart : null;
    const divider = dividesBefore(before, message.seq, options.first_unread_seq);
    const starts = newDay || divider || before === undefined || !joins(before, shown);
    const opens = before === undefined && !options.has_before;

    const above = rows[index - 1];
    if (above && above.ends !== starts) rows[index - 1] = { ...above, ends: starts };

    const old = previous[index - shift];
    const same = old?.shown === shown && old.opens === opens && old.day === day && old.divider === divider && old.starts === starts;
    // Whether a row ends its run is known one row later; until then the old answer stands, so that the old object may.
    rows[index] = same ? old : { key: `${message.sender.id ?? ""}/${message.mid}`, shown, opens, day, divider, starts, ends: old?.ends ?? true };
  }

  const last = rows[rows.length - 1];
  if (last && !last.ends) rows[rows.length - 1] = { ...last, ends: true };
  return rows;
}
