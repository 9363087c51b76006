import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";

/** Rows drawn beyond what is seen, on either side. */
const margin = 12;

/**
 * The part of a long list of equally high rows that is worth drawing: what is seen and a little more. The rest is empty
 * space, so that the document does not grow with the list. The list must scroll in its nearest scrolling ancestor.
 */
export function useWindow({ count, rowPx, onEnd }: { count: number; rowPx: number; onEnd: () => void }) {
  const list = useRef<HTMLUListElement>(null);
  const range = useSignal({ start: 0, end: 3 * margin });
  const reachedEnd = useRef(onEnd);
  reachedEnd.current = onEnd;

  useLayoutEffect(() => {
    const scroller = list.current?.closest<HTMLElement>("[data-scroller]");
    if (!scroller) return;
    const measure = () => {
      const top = (list.current?.getBoundingClientRect().top ?? 0) - scroller.getBoundingClientRect().top;
      const first = Math.floor(-top / rowPx) - margin;
      const last = Math.ceil((scroller.clientHeight - top) / rowPx) + margin;
      const start = Math.max(0, first);
      const end = Math.min(count, Math.max(last, start));
      if (start !== range.value.start || end !== range.value.end) range.value = { start, end };
      if (last >= count) reachedEnd.current();
    };
    measure();
    scroller.addEventListener("scroll", measure, { passive: true });
    const resized = new ResizeObserver(measure);
    resized.observe(scroller);
    return () => {
      scroller.removeEventListener("scroll", measure);
      resized.disconnect();
    };
  }, [count, rowPx]);

  const { start, end } = range.value;
  const shownEnd = Math.min(end, count);
  return {
    list,
    start: Math.min(start, shownEnd),
    end: shownEnd,
    style: {
      paddingBlockStart: `${Math.min(start, shownEnd) * rowPx}px`,
      paddingBlockEnd: `${(count - shownEnd) * rowPx}px`,
    },
  };
}
