import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { ConversationView } from "#client/parlor.ts";
import type { Row } from "./rows.ts";
import type { MessageVirtualizer } from "./use-message-virtualizer.ts";

/** Rows left before an edge when the next page is asked for: enough that it is there before the edge is. */
const ahead = 20;

interface Options {
  view: ConversationView;
  rows: readonly Row[];
  virtualizer: MessageVirtualizer;
  positioned: RefObject<boolean>;
}

/** Loads earlier and later pages before the reader comes to their edge. After a failure it waits for "Try again". */
export function usePaging({ view, rows, virtualizer, positioned }: Options): void {
  useEffect(() => {
    const { range } = virtualizer;
    const page = view.page.value;
    if (!range || !positioned.current || page.loading !== null || page.problem) return;
    if (page.has_before && range.startIndex < ahead) void view.loadBefore();
    else if (page.has_after && range.endIndex >= rows.length - ahead) void view.loadAfter();
  });
}
