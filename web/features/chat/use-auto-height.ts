import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

const native = CSS.supports("field-sizing", "content");

/** A text field as tall as its text, up to the limit in the stylesheet; for browsers that cannot do it by themselves. */
export function useAutoHeight(field: RefObject<HTMLTextAreaElement | null>): void {
  useLayoutEffect(() => {
    const element = field.current;
    if (native || !element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
  });
}
