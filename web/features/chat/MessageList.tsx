import { useComputed, useSignal } from "@preact/signals";
import { useRef, useState } from "preact/hooks";
import type { ConversationView } from "#client/parlor.ts";
import { useParlor } from "../../parlor-context.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { collapseNotices } from "../rooms/collapse-notices.ts";
import { startWords } from "../rooms/start-words.ts";
import { Announcer } from "./Announcer.tsx";
import { FloatingDay } from "./FloatingDay.tsx";
import { JumpButton } from "./JumpButton.tsx";
import { newStand } from "./list-stand.ts";
import { MessageRow } from "./MessageRow.tsx";
import { MessageSkeleton } from "./MessageSkeleton.tsx";
import { buildRows, noRows } from "./rows.ts";
import { useListKeyboard } from "./use-list-keyboard.ts";
import { useListOpening } from "./use-list-opening.ts";
import { useListPosition } from "./use-list-position.ts";
import { landingPx, useMessageVirtualizer } from "./use-message-virtualizer.ts";
import { usePaging } from "./use-paging.ts";
import { useReadMarks } from "./use-read-marks.ts";
import { useUnsent } from "./use-unsent.ts";
import "./MessageList.css";

/**
 * The messages of one open conversation. The scrolling element is the log, but it is not the live region: with a virtual list,
 * rows come and go while scrolling and a screen reader would read them all. `Announcer` says what is new.
 */
export function MessageList({ view }: { view: ConversationView }) {
  const scroller = useRef<HTMLDivElement>(null);
  const former = useRef(noRows);
  const { rows } = useComputed(() => {
    const options = { first_unread_seq: view.first_unread_seq.value, has_before: view.page.value.has_before };
    former.current = buildRows(collapseNotices(view.messages.value), options, former.current);
    return former.current;
  }).value;

  const page = view.page.value;
  const { name } = view.summary.value;
  const opening = startWords(view.summary.value);
  const words = text().messages;

  const landing = useRef(landingPx);
  const [stand] = useState(newStand);
  const settled = useSignal(false);
  const live = useParlor().connection.value.state === "live";
  const follow = live && settled.value && !page.has_after;
  const virtualizer = useMessageVirtualizer({ rows, scroller, follow, landing, stand });
  useListOpening({ view, rows, virtualizer, landing, stand, live, settled });
  const { jumpToLatest } = useListPosition({ view, rows, virtualizer, scroller, landing, stand, live, settled: settled.value });
  const { stuckAt, loadMore } = usePaging({ view, rows, virtualizer, settled: settled.value, live });
  useReadMarks({ view, rows, virtualizer, stand, settled: settled.value });
  const { reachable, onKeyDown, onFocusIn } = useListKeyboard({ rows, virtualizer, scroller, jumpToLatest, stand });
  const { retry, discard } = useUnsent({ view, rows, scroller });

  const items = virtualizer.getVirtualItems();
  const offset = virtualizer.scrollOffset ?? 0;
  const below = virtualizer.getTotalSize() - offset - (virtualizer.scrollRect?.height ?? 0);
  const empty = rows.length === 0;

  return (
    <div class="message-list">
      {/* biome-ignore lint/a11y/noNoninteractiveElementInteractions: keys typed on the messages inside are handled here for all of them */}
      <div
        ref={scroller}
        class="message-scroller"
        role="log"
        aria-live="off"
        aria-label={words.label(name)}
        aria-busy={page.loading === "first"}
        data-region="messages"
        // Reached by a key only when there is no message to reach.
        tabIndex={empty ? 0 : -1}
        onKeyDown={onKeyDown}
        onFocusIn={onFocusIn}
      >
        <div class="message-canvas" style={{ height: `${virtualizer.getTotalSize()}px` }}>
          <div class="message-window" style={{ insetBlockStart: `${items[0]?.start ?? 0}px` }}>
            {items.map((item) => {
              const row = rows[item.index];
              return (
                row && (
                  <div key={row.key} class="row" data-index={item.index} ref={virtualizer.measureElement}>
                    <MessageRow
                      row={row}
                      opening={opening}
                      reachable={row.key === reachable}
                      onRetry={retry}
                      onDiscard={discard}
                    />
                  </div>
                )
              );
            })}
          </div>
        </div>
      </div>
      {empty && page.loading === "first" && <MessageSkeleton />}
      {empty && page.loading === null && (
        <div class="message-list-empty">
          {page.problem ? (
            <Empty title={words.load_failed}>
              <Button onClick={() => void view.open()}>{text().app.try_again}</Button>
            </Empty>
          ) : (
            <Empty title={words.empty_title} text={words.empty_text} />
          )}
        </div>
      )}
      {!empty && <FloatingDay rows={rows} virtualizer={virtualizer} offset={offset} scrolling={virtualizer.isScrolling} />}
      {!empty && page.loading === "before" && stuckAt === "start" && <p class="message-list-note">{words.loading_before}</p>}
      {!empty && page.problem && stuckAt && (
        <p class={`message-list-note message-list-note-${stuckAt}`}>
          {stuckAt === "start" ? words.load_before_failed : words.load_after_failed}
          <Button look="quiet" onClick={loadMore}>
            {text().app.try_again}
          </Button>
        </p>
      )}
      <JumpButton view={view} below={below} onJump={jumpToLatest} />
      <Announcer view={view} />
    </div>
  );
}
