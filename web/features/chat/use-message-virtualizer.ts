import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from "@tanstack/virtual-core";
import type { RefObject } from "preact";
import { useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";
import type { ListStand } from "./list-stand.ts";
import type { Row } from "./rows.ts";

export type MessageVirtualizer = Virtualizer<HTMLDivElement, HTMLDivElement>;

/** Where a message that was scrolled to stands: this far below the list's top, with a little of what was before it. */
export const landingPx = 72;

/** Closer to the end than this, the list follows new messages. */
const followPx = 100;

interface Options {
  rows: readonly Row[];
  scroller: RefObject<HTMLDivElement | null>;
  /** The list ends with the latest message, so a reader at its end follows what comes. */
  follow: boolean;
  /** Where a row that is scrolled to lands, from the list's top. */
  landing: RefObject<number>;
  stand: ListStand;
}

/** Scrolling to a row takes a few frames, in which the rows on the way are measured. */
const aimMs = 500;

/** Scrolls to a row, also when pages that load meanwhile change its index: the library aims at an index only. */
export function scrollToRow(
  virtualizer: MessageVirtualizer,
  stand: ListStand,
  target: { key: string; index: number; align: "start" | "end" | "auto" },
) {
  stand.aim = { ...target, since: performance.now() };
  virtualizer.scrollToIndex(target.index, { align: target.align });
}

/**
 * The virtual list under the messages (TanStack Virtual's framework-free core, anchored to the end): only rows near the viewport
 * are in the document, and the row being read stays where it is while rows above it load or change their height.
 */
export function useMessageVirtualizer({ rows, scroller, follow, landing, stand }: Options): MessageVirtualizer {
  const [, redraw] = useReducer((count: number, _: undefined) => count + 1, 0);
  const first = useRef<string | undefined>(undefined);
  /** The row that was topmost until earlier messages loaded: it loses its name and separator, so its text moves inside it. */
  const formerFirst = useRef<string | undefined>(undefined);

  const firstKey = rows[0]?.key;
  if (first.current !== firstKey) {
    formerFirst.current = first.current;
    first.current = firstKey;
  }

  const options: VirtualizerOptions<HTMLDivElement, HTMLDivElement> = {
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => rows[index]?.height ?? 40,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
    paddingStart: 12,
    paddingEnd: 8,
    scrollPaddingStart: landing.current ?? landingPx,
    anchorTo: "end",
    followOnAppend: follow,
    scrollEndThreshold: followPx,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    // The library rounds by default; over a page of rows that adds up to a visible step.
    measureElement: (element, entry) => entry?.borderBoxSize[0]?.blockSize ?? element.getBoundingClientRect().height,
    onChange: () => redraw(undefined),
  };

  const [virtualizer] = useState(() => {
    const list = new Virtualizer<HTMLDivElement, HTMLDivElement>(options);
    // Whatever changes its height above the text being read is made up for, also while scrolling up: that is when pages load.
    list.shouldAdjustScrollPositionOnItemSizeChange = (item) => {
      const offset = list.scrollOffset ?? 0;
      if (item.key === formerFirst.current) return true;
      return list.itemSizeCache.has(item.key) ? item.end <= offset : item.start < offset;
    };
    return list;
  });
  virtualizer.setOptions(options);
  // Layout effects, so that the scroll position and the drawn rows change in one frame.
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  useLayoutEffect(() => {
    const { aim } = stand;
    if (!aim || rows[aim.index]?.key === aim.key) return;
    const index = rows.findIndex((row) => row.key === aim.key);
    if (index < 0 || performance.now() - aim.since > aimMs) {
      stand.aim = null;
    } else {
      aim.index = index;
      virtualizer.scrollToIndex(index, { align: aim.align });
    }
  });
  return virtualizer;
}
