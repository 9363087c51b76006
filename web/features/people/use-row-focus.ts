import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * Keeps a keyboard in a list whose rows go when they are answered: with the focused row gone, the one that has taken its place
 * gets the focus, or the list itself when it was the last.
 */
export function useRowFocus(count: number) {
  const list = useRef<HTMLDivElement>(null);
  const last = useRef({ count, at: -1 });

  useLayoutEffect(() => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("li") ?? [])];
    const lost = document.activeElement === document.body || document.activeElement === null;
    if (count < last.current.count && lost && last.current.at >= 0) {
      const row = rows[Math.min(last.current.at, rows.length - 1)];
      (row?.querySelector<HTMLElement>("button") ?? list.current)?.focus({ preventScroll: true });
    }
    last.current.count = count;
  }, [count]);

  useLayoutEffect(() => {
    const remember = (event: FocusEvent) => {
      const rows = [...(list.current?.querySelectorAll("li") ?? [])];
      last.current.at = rows.findIndex((row) => row.contains(event.target as Node));
    };
    const element = list.current;
    element?.addEventListener("focusin", remember);
    return () => element?.removeEventListener("focusin", remember);
  }, []);

  return list;
}
