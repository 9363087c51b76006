import { dayName } from "../../text/dates.ts";
import { startOfDay } from "../../text/day.ts";
import type { Row } from "./rows.ts";
import type { MessageVirtualizer } from "./use-message-virtualizer.ts";

interface FloatingDayProps {
  rows: readonly Row[];
  virtualizer: MessageVirtualizer;
  /** Of the virtualizer; handed in, because a component that reads signals is drawn again only when its props change. */
  offset: number;
  scrolling: boolean;
}

/** Room that the floating label takes at the top of the list. */
const zonePx = 44;

/** The day of what is at the top of the list, while it scrolls. A day's own separator takes its place when it comes there. */
export function FloatingDay({ rows, virtualizer, offset, scrolling }: FloatingDayProps) {
  const top = virtualizer.getVirtualItemForOffset(offset + 8);
  const row = top && rows[top.index];
  if (!row) return null;

  let separatorNear = offset < zonePx;
  for (let index = top.index; index < rows.length && !separatorNear; index++) {
    const start = virtualizer.measurementsCache[index]?.start ?? 0;
    if (start > offset + zonePx) break;
    separatorNear = rows[index]?.day !== null && start > offset - zonePx;
  }

  const classes = ["day-floating", scrolling && "day-floating-shown", separatorNear && "day-floating-away"];
  return (
    <div class={classes.filter(Boolean).join(" ")} aria-hidden="true">
      {dayName(startOfDay(row.shown.message.created_at))}
    </div>
  );
}
