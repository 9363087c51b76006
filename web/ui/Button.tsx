import type { ComponentChildren } from "preact";
import "./Button.css";

interface ButtonProps {
  children: ComponentChildren;
  /** One primary action a view; `danger` for what cannot be taken back. */
  look?: "primary" | "plain" | "quiet" | "danger";
  type?: "button" | "submit";
  wide?: boolean;
  /** The act is under way: the button keeps its place and its focus, and does nothing. */
  busy?: boolean;
  disabled?: boolean;
  label?: string;
  /** The form it belongs to, where it does not stand inside. */
  form?: string;
  onClick?: (event: MouseEvent) => void;
}

/** A button with words. A busy one stays focusable, so that a keyboard does not lose its place. */
export function Button({
  children,
  look = "plain",
  type = "button",
  wide = false,
  busy = false,
  disabled = false,
  label,
  form,
  onClick,
}: ButtonProps) {
  return (
    <button
      type={type}
      form={form}
      class={`button button-${look}${wide ? " button-wide" : ""}`}
      aria-disabled={busy || undefined}
      aria-label={label}
      disabled={disabled}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {children}
    </button>
  );
}
