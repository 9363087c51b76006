import { effect } from "@preact/signals";
import { visible } from "./page.ts";

/**
 * What the tabs of one browser have to agree about. Web Locks say it without a message: who holds a lock is known even of tabs
 * that are frozen, and a tab that is closed lets go by itself. Without them (no secure address) each tab is for itself.
 */
const visibleLock = "parlor.visible";
/** Longer than two tabs hear of the same thing apart. */
const holdMs = 5_000;

/** From here on the other tabs can tell whether this one is on the screen. */
export function startTabs(): void {
  if (!navigator.locks) return;
  effect(() => {
    if (!visible.value) return;
    const hidden = Promise.withResolvers<void>();
    void navigator.locks.request(visibleLock, { mode: "shared" }, () => hidden.promise);
    return () => hidden.resolve();
  });
}

/** Whether any tab of the app is on the screen. */
export async function isSomeTabVisible(): Promise<boolean> {
  if (visible.peek()) return true;
  const locks = await navigator.locks?.query();
  return locks?.held?.some(({ name }) => name === visibleLock) ?? false;
}

/** True in one of the tabs that ask about the same thing at about the same time. */
export function isFirstTab(what: string): Promise<boolean> {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    void navigator.locks.request(`parlor.once.${what}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock && new Promise<void>((release) => setTimeout(release, holdMs));
    });
  });
}
