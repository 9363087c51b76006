import { type ReadonlySignal, signal } from "@preact/signals";
import { startOfDay } from "../text/day.ts";

/** What the page itself tells: is it being looked at, how wide is it, is it touched, which day is it. */

const looking = () => document.visibilityState === "visible" && document.hasFocus();

function media(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  const matches = signal(list.matches);
  list.addEventListener("change", () => (matches.value = list.matches));
  return matches;
}

const visibleSignal = signal(document.visibilityState === "visible");
const lookedAtSignal = signal(looking());
const todaySignal = signal(startOfDay(Date.now()));

/** True while the page is on the screen. */
export const visible: ReadonlySignal<boolean> = visibleSignal;
/** True while the page is visible and has the focus: only then is something on it read. */
export const lookedAt: ReadonlySignal<boolean> = lookedAtSignal;
/** Start of the current day in local time; changes at midnight or when the page is looked at again later. */
export const today: ReadonlySignal<number> = todaySignal;
/** List and conversation are two screens. */
export const narrow = media("(max-width: 767.98px)");
/** The first pointer is a finger: an on-screen keyboard comes with the focus. */
export const touch = media("(pointer: coarse)");

function refresh(): void {
  visibleSignal.value = document.visibilityState === "visible";
  lookedAtSignal.value = looking();
  todaySignal.value = startOfDay(Date.now());
}

for (const event of ["focus", "blur", "pageshow"]) addEventListener(event, refresh);
document.addEventListener("visibilitychange", refresh);
setInterval(refresh, 30_000);

/**
 * iOS lays its keyboard over the page instead of resizing it; the visible height keeps the composer above it.
 * Elsewhere `interactive-widget=resizes-content` does that and this value equals the window's height.
 */
const viewport = window.visualViewport;
viewport?.addEventListener("resize", () => {
  const covered = window.innerHeight - viewport.height * viewport.scale;
  if (viewport.scale === 1 && covered > 60)
    document.documentElement.style.setProperty("--visible-height", `${viewport.height}px`);
  else document.documentElement.style.removeProperty("--visible-height");
});
