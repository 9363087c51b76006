import { useEffect, useRef } from "preact/hooks";
import type { ConversationView } from "#client/parlor.ts";
import { lookedAt } from "../../platform/page.ts";
import type { ListStand } from "./list-stand.ts";
import { isOfOthers, type Row } from "./rows.ts";
import type { MessageVirtualizer } from "./use-message-virtualizer.ts";

interface Options {
  view: ConversationView;
  rows: readonly Row[];
  virtualizer: MessageVirtualizer;
  stand: ListStand;
  /** Before, the list is still finding its place. */
  settled: boolean;
}

/** What has been on the screen of a page that is looked at has been read. */
export function useReadMarks({ view, rows, virtualizer, stand, settled }: Options): void {
  const looking = lookedAt.value;
  const marked = useRef(0);
  useEffect(() => {
    if (!looking || !settled) return;
    const seq = lastSeen(virtualizer, rows);
    // Nobody has read what the list skipped by itself. Who moved it there themselves has chosen to.
    if (seq <= marked.current || (!stand.moved && hasUnreadAbove(view, rows))) return;
    marked.current = seq;
    view.markRead(seq);
  });
}

/** There are unread messages before the first one loaded. */
function hasUnreadAbove(view: ConversationView, rows: readonly Row[]): boolean {
  const { unread, read_seq } = view.summary.peek();
  const first = rows[0]?.shown.message.seq ?? 0;
  if (unread === 0 || first <= read_seq + 1) return false;
  const { has_before, has_after } = view.page.peek();
  return has_before && (has_after || unread > rows.filter(({ shown }) => isOfOthers(shown)).length);
}

/** The highest position whose end is on the screen; a message taller than the screen counts as soon as it fills it. */
function lastSeen(virtualizer: MessageVirtualizer, rows: readonly Row[]): number {
  const { range, scrollOffset, scrollRect } = virtualizer;
  if (!range || scrollOffset === null || !scrollRect) return 0;
  const bottom = scrollOffset + scrollRect.height + 4;
  for (let index = range.endIndex; index >= range.startIndex; index--) {
    const seq = rows[index]?.shown.message.seq ?? 0;
    const item = virtualizer.measurementsCache[index];
    if (seq > 0 && item && (item.end <= bottom || item.start <= scrollOffset)) return seq;
  }
  return 0;
}
