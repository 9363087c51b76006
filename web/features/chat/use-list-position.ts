import type { RefObject } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { ConversationView } from "#client/parlor.ts";
import { keepPlace, placeIn } from "./places.ts";
import type { Row } from "./rows.ts";
import { landingPx, type MessageVirtualizer } from "./use-message-virtualizer.ts";

interface Options {
  view: ConversationView;
  rows: readonly Row[];
  virtualizer: MessageVirtualizer;
  scroller: RefObject<HTMLDivElement | null>;
  landing: RefObject<number>;
}

const atEndPx = 32;
const movements = ["wheel", "touchmove", "pointerdown", "keydown"];

/**
 * Where the list stands: it opens at the place left in this tab, else at the first unread message, else at the latest; it stays at
 * the end while the composer or a keyboard takes height from it; an own message brings it to the end; leaving keeps the place.
 */
export function useListPosition({ view, rows, virtualizer, scroller, landing }: Options) {
  const positioned = useRef(false);
  /** The person has moved the list: from then on nothing but their own acts moves it. */
  const moved = useRef(false);
  const atEnd = useRef(true);
  const latest = useRef(rows);
  latest.current = rows;

  const position = useCallback((): void => {
    const current = latest.current;
    if (current.length === 0) return;
    positioned.current = true;
    const place = placeIn(view.id);
    const kept = place ? current.findIndex((row) => row.shown.message.seq === place.seq) : -1;
    const divider = current.findIndex((row) => row.divider);
    // By index, not by offset: the target is then worked out anew while the rows around it are measured.
    landing.current = virtualizer.options.scrollPaddingStart = place && kept >= 0 ? place.offset : landingPx;
    if (kept >= 0) virtualizer.scrollToIndex(kept, { align: "start" });
    else if (divider > 0) virtualizer.scrollToIndex(divider, { align: "start" });
    else virtualizer.scrollToEnd();
  }, [view, virtualizer, landing]);

  useEffect(() => {
    let open = true;
    void (async () => {
      await view.open();
      const place = placeIn(view.id);
      const first = view.messages.value[0]?.message.seq ?? 0;
      if (open && place && (place.seq < first || view.page.value.has_after)) await view.jumpTo(place.seq);
      if (open && !moved.current) requestAnimationFrame(() => open && !moved.current && position());
    })();
    return () => {
      open = false;
      view.close();
    };
  }, [view, position]);

  useLayoutEffect(() => {
    if (!positioned.current) position();
  });

  const jumpToLatest = useCallback(async () => {
    moved.current = true;
    if (view.page.value.has_after) {
      await view.jumpToLatest();
      requestAnimationFrame(() => virtualizer.scrollToEnd());
    } else {
      virtualizer.scrollToEnd();
    }
  }, [view, virtualizer]);

  // An own message that was just written is always shown.
  const last = rows[rows.length - 1];
  const lastKey = useRef(last?.key);
  useLayoutEffect(() => {
    if (last && last.key !== lastKey.current && last.shown.mine && last.shown.state === "sending") void jumpToLatest();
    lastKey.current = last?.key;
  });

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = () => {
      atEnd.current = element.scrollHeight - element.clientHeight - element.scrollTop < atEndPx;
    };
    const onMove = () => {
      moved.current = true;
      landing.current = landingPx;
    };
    const resizes = new ResizeObserver(() => {
      if (atEnd.current && positioned.current) virtualizer.scrollToEnd();
    });
    resizes.observe(element);
    element.addEventListener("scroll", onScroll, { passive: true });
    for (const event of movements) element.addEventListener(event, onMove, { passive: true });
    return () => {
      resizes.disconnect();
      element.removeEventListener("scroll", onScroll);
      for (const event of movements) element.removeEventListener(event, onMove);
    };
  }, [virtualizer, scroller, landing]);

  useEffect(() => {
    const keep = () => {
      if (!positioned.current) return;
      const offset = virtualizer.scrollOffset ?? 0;
      const item = virtualizer.getVirtualItemForOffset(offset);
      const seq = item && latest.current[item.index]?.shown.message.seq;
      keepPlace(
        view.id,
        item && seq && !(atEnd.current && !view.page.value.has_after) ? { seq, offset: item.start - offset } : null,
      );
    };
    addEventListener("pagehide", keep);
    return () => {
      removeEventListener("pagehide", keep);
      keep();
    };
  }, [view, virtualizer]);

  return { positioned, jumpToLatest };
}
