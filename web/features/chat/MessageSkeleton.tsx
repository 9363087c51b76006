import { text } from "../../text/text.ts";

const shapes = [
  { mine: false, inline: "16rem", lines: 2 },
  { mine: false, inline: "11rem", lines: 1 },
  { mine: true, inline: "13rem", lines: 1 },
  { mine: false, inline: "20rem", lines: 3 },
  { mine: true, inline: "9rem", lines: 1 },
];

/** Stands in for the first page, but only when it takes longer than 200 ms (the delay is in the stylesheet). */
export function MessageSkeleton() {
  return (
    <div class="message-skeleton" role="status">
      <span class="visually-hidden">{text().messages.loading}</span>
      {shapes.map((shape) => (
        <div
          key={shape.inline}
          class={shape.mine ? "skeleton-bubble skeleton-mine" : "skeleton-bubble"}
          style={{ inlineSize: shape.inline, blockSize: `${shape.lines * 22 + 15}px` }}
          aria-hidden="true"
        />
      ))}
    </div>
  );
}
