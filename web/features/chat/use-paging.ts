import { useCallback, useEffect } from "preact/hooks";
import type { ConversationView } from "#client/parlor.ts";
import type { Row } from "./rows.ts";
import type { MessageVirtualizer } from "./use-message-virtualizer.ts";

/** Rows left before an edge when the next page is asked for: enough that it is there before the edge is. */
const ahead = 20;
/** Closer than this the reader is at the edge and waits for the page. */
const edge = 3;

interface Options {
  view: ConversationView;
  rows: readonly Row[];
  virtualizer: MessageVirtualizer;
  /** Before, the list is still finding its place. */
  settled: boolean;
  live: boolean;
}

/**
 * Loads earlier and later pages before the reader comes to their edge. After a failure it waits for the connection or for
 * "Try again". `stuckAt` is the edge at which the reader is waiting.
 */
export function usePaging({ view, rows, virtualizer, settled, live }: Options) {
  const page = view.page.value;
  const { range } = virtualizer;
  const fromStart = range?.startIndex ?? Number.POSITIVE_INFINITY;
  const fromEnd = range ? rows.length - 1 - range.endIndex : Number.POSITIVE_INFINITY;

  const loadMore = useCallback(() => {
    const { has_before, has_after, loading } = view.page.peek();
    if (loading !== null || !settled) return;
    if (has_before && fromStart < ahead) void view.loadBefore();
    else if (has_after && fromEnd < ahead) void view.loadAfter();
  }, [view, settled, fromStart, fromEnd]);

  useEffect(() => {
    if (!view.page.peek().problem) loadMore();
  });

  // What failed without a connection is tried once more with one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a change of the connection is a reason
  useEffect(() => {
    if (live && view.page.peek().problem) loadMore();
  }, [live]);

  const stuckAt: "start" | "end" | null =
    page.has_before && fromStart < edge ? "start" : page.has_after && fromEnd < edge ? "end" : null;
  return { stuckAt, loadMore };
}
