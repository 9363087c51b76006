import type { ComponentChildren } from "preact";
import { narrow } from "../platform/page.ts";
import "./Frame.css";

interface FrameProps {
  side: ComponentChildren;
  main: ComponentChildren;
  /** Which of the two is the screen where only one fits. */
  shows: "side" | "main";
}

/** Two columns; on a narrow screen two screens, of which one is shown and is then the page's main part. */
export function Frame({ side, main, shows }: FrameProps) {
  return (
    <div class={`frame frame-shows-${shows}`}>
      <div class="frame-side" role={narrow.value && shows === "side" ? "main" : undefined}>
        {side}
      </div>
      <main class="frame-main">{main}</main>
    </div>
  );
}
