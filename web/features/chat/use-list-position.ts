import type { RefObject } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { ConversationView } from "#client/parlor.ts";
import type { ListStand } from "./list-stand.ts";
import { keepPlace } from "./places.ts";
import type { Row } from "./rows.ts";
import { landingPx, type MessageVirtualizer, scrollToRow } from "./use-message-virtualizer.ts";

interface Options {
  view: ConversationView;
  rows: readonly Row[];
  virtualizer: MessageVirtualizer;
  scroller: RefObject<HTMLDivElement | null>;
  landing: RefObject<number>;
  stand: ListStand;
  live: boolean;
  settled: boolean;
}

const atEndPx = 32;
const movements = ["wheel", "touchmove", "pointerdown", "keydown"];

/**
 * Where the open list stands: at the end it stays there while the composer or a keyboard takes height from it; an own message
 * brings it to the end; after a break in the connection it leads to what was missed; leaving keeps the place.
 */
export function useListPosition({ view, rows, virtualizer, scroller, landing, stand, live, settled }: Options) {
  const latest = useRef(rows);
  latest.current = rows;

  const jumpToLatest = useCallback(async () => {
    stand.moved = true;
    stand.aim = null;
    if (view.page.peek().has_after) {
      await view.jumpToLatest();
      requestAnimationFrame(() => virtualizer.scrollToEnd());
    } else {
      virtualizer.scrollToEnd();
    }
  }, [view, virtualizer, stand]);

  // An own message that was just written is always shown.
  const last = rows[rows.length - 1];
  const lastKey = useRef(last?.key);
  useLayoutEffect(() => {
    if (last && last.key !== lastKey.current && last.shown.mine && last.shown.state === "sending") void jumpToLatest();
    lastKey.current = last?.key;
  });

  // Who was at the end when the connection went is led to the first message that was missed, not past all of them.
  const known = useRef({ live, seq: 0 });
  useLayoutEffect(() => {
    const { live: wasLive, seq } = known.current;
    known.current = { live, seq: live || seq === 0 ? lastSeq(rows) : seq };
    if (!live || wasLive || seq === 0 || !settled || !stand.atEnd || view.page.peek().has_after) return;
    const index = rows.findIndex((row) => row.shown.message.seq > seq);
    const missed = rows[index];
    if (missed) scrollToRow(virtualizer, stand, { key: missed.key, index, align: "start" });
  });

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = () => {
      stand.atEnd = element.scrollHeight - element.clientHeight - element.scrollTop < atEndPx;
    };
    const onMove = () => {
      stand.moved = true;
      stand.aim = null;
      landing.current = landingPx;
    };
    const resizes = new ResizeObserver(() => {
      if (stand.atEnd && stand.positioned) virtualizer.scrollToEnd();
    });
    resizes.observe(element);
    element.addEventListener("scroll", onScroll, { passive: true });
    for (const event of movements) element.addEventListener(event, onMove, { passive: true });
    return () => {
      resizes.disconnect();
      element.removeEventListener("scroll", onScroll);
      for (const event of movements) element.removeEventListener(event, onMove);
    };
  }, [virtualizer, scroller, landing, stand]);

  useEffect(() => {
    const keep = () => {
      if (!stand.positioned) return;
      const offset = virtualizer.scrollOffset ?? 0;
      const item = virtualizer.getVirtualItemForOffset(offset);
      const seq = item && latest.current[item.index]?.shown.message.seq;
      const isAtLatest = stand.atEnd && !view.page.peek().has_after;
      keepPlace(view.id, item && seq && !isAtLatest ? { seq, offset: item.start - offset } : null);
    };
    addEventListener("pagehide", keep);
    return () => {
      removeEventListener("pagehide", keep);
      keep();
    };
  }, [view, virtualizer, stand]);

  return { jumpToLatest };
}

function lastSeq(rows: readonly Row[]): number {
  return rows.findLast((row) => row.shown.message.seq > 0)?.shown.message.seq ?? 0;
}
