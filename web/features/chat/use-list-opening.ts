import type { Signal } from "@preact/signals";
import type { RefObject } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { ConversationView } from "#client/parlor.ts";
import type { ListStand } from "./list-stand.ts";
import { placeIn } from "./places.ts";
import { isOfOthers, type Row } from "./rows.ts";
import { landingPx, type MessageVirtualizer, scrollToRow } from "./use-message-virtualizer.ts";

interface Options {
  view: ConversationView;
  rows: readonly Row[];
  virtualizer: MessageVirtualizer;
  landing: RefObject<number>;
  stand: ListStand;
  live: boolean;
  /** Set once the list has found its place: what is on the screen is then being read. */
  settled: Signal<boolean>;
}

/**
 * Opens the list: at the place that was left in this tab, else at the first unread message, else at the latest. It shows at once
 * what is kept on the device, and takes its place again when everything that was missed has come, unless the person has moved it.
 */
export function useListOpening({ view, rows, virtualizer, landing, stand, live, settled }: Options): void {
  const place = useRef(placeIn(view.id));
  /** The first page was asked for and is there, as far as it can be. */
  const opened = useRef(false);
  /** Until it has been opened with a connection. */
  const opening = useRef(true);
  const isLive = useRef(live);
  isLive.current = live;
  const latest = useRef(rows);
  latest.current = rows;

  const position = useCallback(() => {
    const { current } = latest;
    stand.positioned = true;
    const kept = place.current ? current.findIndex((row) => row.shown.message.seq === place.current?.seq) : -1;
    const target = kept >= 0 ? kept : firstUnread(current, view.summary.peek().read_seq);
    // By row, not by offset: the target is then worked out anew while the rows around it are measured.
    landing.current = virtualizer.options.scrollPaddingStart = kept >= 0 ? (place.current?.offset ?? landingPx) : landingPx;
    const row = current[target];
    if (row) scrollToRow(virtualizer, stand, { key: row.key, index: target, align: "start" });
    else virtualizer.scrollToEnd();
  }, [view, virtualizer, landing, stand]);

  const arrive = useCallback(async () => {
    if (place.current && !stand.moved && !holds(view, place.current.seq)) await view.jumpTo(place.current.seq);
    // The rows of a page that came just now are drawn by the next frame; in the one after it the list has scrolled.
    requestAnimationFrame(() => {
      if (latest.current.length === 0) return;
      if (!stand.moved) position();
      if (isLive.current) {
        opening.current = false;
        place.current = null;
      }
      requestAnimationFrame(() => {
        settled.value = true;
      });
    });
  }, [view, position, stand, settled]);

  useEffect(() => {
    void view.open().then(() => {
      opened.current = true;
      return arrive();
    });
    return () => view.close();
  }, [view, arrive]);

  useEffect(() => {
    if (live && opened.current && opening.current) void arrive();
  }, [live, arrive]);

  // No rows any more: too much was missed to be told one by one. Everything loads anew, and the list opens anew with it.
  // Other rows than before: the page that was there first was not yet the right one.
  const former = useRef(rows);
  useLayoutEffect(() => {
    const isReplaced = rows !== former.current && !stand.moved && isElsewhere(former.current, rows);
    former.current = rows;
    if (rows.length === 0) {
      stand.positioned = stand.moved = settled.value = false;
    } else if (!stand.positioned || isReplaced) {
      position();
      if (opened.current) void arrive();
    }
  });
}

function holds(view: ConversationView, seq: number): boolean {
  const { has_before, has_after } = view.page.peek();
  const messages = view.messages.peek();
  const first = messages[0]?.message.seq;
  const last = messages.findLast(({ message }) => message.seq > 0)?.message.seq;
  if (first === undefined || last === undefined) return false;
  return (seq >= first || !has_before) && (seq <= last || !has_after);
}

/** Whether two runs of messages have nothing in common. */
function isElsewhere(before: readonly Row[], now: readonly Row[]): boolean {
  const [first, last] = [now[0], now.findLast((row) => row.shown.message.seq > 0)];
  const [oldFirst, oldLast] = [before[0], before.findLast((row) => row.shown.message.seq > 0)];
  if (!first || !last || !oldFirst || !oldLast) return false;
  return first.shown.message.seq > oldLast.shown.message.seq || last.shown.message.seq < oldFirst.shown.message.seq;
}

/** The row under the divider; without one, the first of others that has not been read. */
function firstUnread(rows: readonly Row[], readSeq: number): number {
  const divider = rows.findIndex((row) => row.divider);
  if (divider >= 0) return divider;
  return rows.findIndex(({ shown }) => isOfOthers(shown) && shown.message.seq > readSeq);
}
