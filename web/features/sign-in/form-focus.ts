import { useEffect, useRef } from "preact/hooks";
import { touch } from "../../platform/page.ts";

/**
 * Puts the focus into a form's first field when it opens, except where that would raise an on-screen keyboard, or where the
 * form stands beside another.
 */
export function useFirstFocus(wanted = true) {
  const form = useRef<HTMLFormElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only as the form opens; later the focus is the person's
  useEffect(() => {
    if (wanted && !touch.value) form.current?.querySelector("input")?.focus();
  }, []);
  return form;
}

/** After a refused submit: to the first field that is wrong, once its error stands there. */
export function focusFirstInvalid(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>("[aria-invalid]")?.focus());
}
