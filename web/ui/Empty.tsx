import type { ComponentChildren } from "preact";
import "./Empty.css";

interface EmptyProps {
  title: string;
  text?: string;
  /** The one thing to do next. */
  children?: ComponentChildren;
}

/** What stands where nothing is: one sentence and one action. */
export function Empty({ title, text, children }: EmptyProps) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {text && <p>{text}</p>}
      {children}
    </div>
  );
}
