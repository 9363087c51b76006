import type { Parlor } from "#client/parlor.ts";
import { limits } from "#protocol/limits.ts";

/**
 * Tells the client whether the person is at this device, and wakes its connection when the page comes back to the front: a
 * laptop that slept, or a phone that froze the tab, then does not wait for its timers. A page that is left writes at once what
 * it has not written yet: nobody can say whether it comes back.
 */
export function reportActivity(parlor: Parlor): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let active = true;

  const set = (now: boolean) => {
    if (now === active) return;
    active = now;
    parlor.setActive(active);
  };
  const stir = () => {
    set(true);
    clearTimeout(timer);
    timer = setTimeout(() => set(false), limits.idle_after_ms);
  };

  for (const event of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) {
    addEventListener(event, stir, { passive: true, capture: true });
  }
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return void parlor.flush();
    stir();
    parlor.wake();
  });
  addEventListener("pagehide", () => void parlor.flush());
  addEventListener("online", () => parlor.wake());
  stir();
}
