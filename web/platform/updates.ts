import { type ReadonlySignal, signal } from "@preact/signals";
import { scriptUrl } from "./trusted-types.ts";

/**
 * The app's own version: registers the service worker, notices that a newer one waits, and changes over when asked. Nothing is
 * lost by that: drafts and unsent messages are on the device before the page reloads.
 */
const ready = signal(false);
let registration: ServiceWorkerRegistration | null = null;

/** True when a newer version is complete on this device and waits for `reloadIntoUpdate`. */
export const updateReady: ReadonlySignal<boolean> = ready;

export async function startUpdates(): Promise<void> {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  try {
    registration = await navigator.serviceWorker.register(scriptUrl("/sw.js") as unknown as string, {
      scope: "/",
      updateViaCache: "none",
    });
  } catch {
    // A browser or a profile without service workers: the app then needs the network to open.
    return;
  }
  const watch = (worker: ServiceWorker | null) => {
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && navigator.serviceWorker.controller) ready.value = true;
    });
  };
  if (registration.waiting && navigator.serviceWorker.controller) ready.value = true;
  watch(registration.installing);
  registration.addEventListener("updatefound", () => watch(registration?.installing ?? null));
}

/** Asks whether there is a newer version; worth it after the server came back. */
export function checkForUpdate(): void {
  registration?.update().catch(() => {
    // No network now; the browser asks again by itself.
  });
}

/** Changes to the waiting version, or simply reloads when there is none. */
export function reloadIntoUpdate(): void {
  const waiting = registration?.waiting;
  if (!waiting) {
    location.reload();
    return;
  }
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting.postMessage("activate");
}
