import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** Whole seconds until a time, counting down to 0; 0 for none. */
export function useSecondsUntil(time: number | null): number {
  const now = useSignal(Date.now());
  useEffect(() => {
    if (time === null || time <= Date.now()) return;
    now.value = Date.now();
    const timer = setInterval(() => {
      now.value = Date.now();
      if (now.value >= time) clearInterval(timer);
    }, 1_000);
    return () => clearInterval(timer);
  }, [time]);
  return time === null ? 0 : Math.max(0, Math.ceil((time - Math.max(now.value, Date.now())) / 1_000));
}
