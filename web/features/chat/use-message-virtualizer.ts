import { elementScroll, observeElementOffset, observeElementRect, Virtualizer, type VirtualizerOptions } from "@tanstack/virtual-core";
import type { RefObject } from "preact";
import { useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";
import { estimateHeight } from "./estimate-height.ts";
import type { Row } from "./rows.ts";

export type MessageVirtualizer = Virtualizer<HTMLDivElement, HTMLDivElement>;

/** Closer to the end than this, the list follows new messages. */
const followPx = 100;

interface Options {
  rows: readonly Row[];
  scroller: RefObject<HTMLDivElement | null>;
  /** The list ends with the latest message, so a reader at its end follows what comes. */
  follow: boolean;
}

/**
 * The virtual list under the messages (TanStack Virtual's framework-free core, anchored to the end): only rows near the viewport
 * are in the document, and the row being read stays where it is while rows above it load or change their height.
 */
export function useMessageVirtualizer({ rows, scroller, follow }: Options): MessageVirtualizer {
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
    estimateSize: (index) => estimateHeight(rows[index]),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
    paddingStart: 12,
    paddingEnd: 8,
    scrollPaddingStart: 72,
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
  useLayoutEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => virtualizer._willUpdate());
  return virtualizer;
}
