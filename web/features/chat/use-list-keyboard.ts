import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { focusRegion } from "../../platform/regions.ts";
import type { ListStand } from "./list-stand.ts";
import type { Row } from "./rows.ts";
import { type MessageVirtualizer, scrollToRow } from "./use-message-virtualizer.ts";

interface Options {
  rows: readonly Row[];
  virtualizer: MessageVirtualizer;
  scroller: RefObject<HTMLDivElement | null>;
  jumpToLatest: () => Promise<void>;
  stand: ListStand;
}

/**
 * One message of the list is in the tab order; arrows move it, Tab goes on into the message's own actions, Escape to the composer.
 */
export function useListKeyboard({ rows, virtualizer, scroller, jumpToLatest, stand }: Options) {
  const active = useSignal<string | null>(null);
  const wanted = useRef<string | null>(null);
  const current = active.value;
  // Mostly where it was: the list may be long, and this runs while it scrolls.
  const index = useRef(-1);
  if (current === null) index.current = -1;
  else if (rows[index.current]?.key !== current) index.current = rows.findIndex((row) => row.key === current);
  const found = index.current;
  const reachable = rows[found >= 0 ? found : rows.length - 1]?.key;

  // The row may have to be drawn first.
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    const element = elementOf(scroller.current, wanted.current);
    if (!element) return;
    wanted.current = null;
    element.focus({ preventScroll: true });
  });

  const moveTo = (index: number, align: "auto" | "end" = "auto") => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (!row) return;
    wanted.current = row.key;
    active.value = row.key;
    scrollToRow(virtualizer, stand, { key: row.key, index: rows.indexOf(row), align });
    elementOf(scroller.current, row.key)?.focus({ preventScroll: true });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey || (event.ctrlKey && event.key !== "End" && event.key !== "Home")) return;
    const at = found >= 0 ? found : rows.length - 1;
    switch (event.key) {
      case "ArrowUp":
        moveTo(at - 1);
        break;
      case "ArrowDown":
        moveTo(at + 1);
        break;
      case "Home":
        moveTo(0);
        break;
      case "End":
        void jumpToLatest();
        moveTo(rows.length - 1, "end");
        break;
      case "Escape":
        focusRegion("composer");
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  const onFocusIn = (event: FocusEvent) => {
    const key = (event.target as HTMLElement).closest<HTMLElement>("[data-message]")?.dataset.message;
    if (key) active.value = key;
  };

  return { reachable, onKeyDown, onFocusIn };
}

function elementOf(scroller: HTMLElement | null, key: string): HTMLElement | null {
  return scroller?.querySelector<HTMLElement>(`[data-message="${CSS.escape(key)}"]`) ?? null;
}
