import type { RefObject } from "preact";
import { useCallback, useRef } from "preact/hooks";
import type { ConversationView } from "#client/parlor.ts";
import type { Mid } from "#protocol/ids.ts";
import { focusRegion } from "../../platform/regions.ts";
import { text } from "../../text/text.ts";
import { showToast } from "../../ui/toasts.ts";
import type { Row } from "./rows.ts";

interface Options {
  view: ConversationView;
  rows: readonly Row[];
  scroller: RefObject<HTMLDivElement | null>;
}

/** What can be done with a message that was not sent. Deleting can be undone, and never drops the focus into nowhere. */
export function useUnsent({ view, rows, scroller }: Options) {
  const latest = useRef(rows);
  latest.current = rows;

  const retry = useCallback((mid: Mid) => view.retry(mid), [view]);

  const discard = useCallback(
    (mid: Mid) => {
      const index = latest.current.findIndex((row) => row.shown.message.mid === mid);
      const message = latest.current[index]?.shown.message;
      const next = latest.current[index + 1] ?? latest.current[index - 1];
      view.discard(mid);
      const neighbour = next && scroller.current?.querySelector<HTMLElement>(`[data-message="${CSS.escape(next.key)}"]`);
      if (neighbour) neighbour.focus({ preventScroll: true });
      else focusRegion("composer");
      if (message?.type === "text") {
        const { text: content } = message.body;
        showToast(text().messages.discarded, { action: { label: text().app.undo, run: () => view.send(content) } });
      }
    },
    [view, scroller],
  );

  return { retry, discard };
}
