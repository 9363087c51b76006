import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { copyText } from "../platform/clipboard.ts";

const shownMs = 2_000;

/** Copying with feedback at the button itself: what was copied last, for two seconds. */
export function useCopied<T extends string>() {
  const copied = useSignal<T | "failed" | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const copy = async (what: T, text: string) => {
    copied.value = (await copyText(text)) ? what : "failed";
    clearTimeout(timer.current);
    timer.current = setTimeout(() => (copied.value = null), shownMs);
  };

  return { copied: copied.value, copy };
}
