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
  const registered = await register();
  if (!registered) return;
  registration = registered;
  const watch = (worker: ServiceWorker | null) => {
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && navigator.serviceWorker.controller) ready.value = true;
    });
  };
  if (registered.waiting && navigator.serviceWorker.controller) ready.value = true;
  watch(registered.installing);
  registered.addEventListener("updatefound", () => watch(registered.installing));
}

/** Null in a browser or a profile that keeps service workers off: the app then needs the network to open. */
async function register(): Promise<ServiceWorkerRegistration | null> {
  const url = scriptUrl("/sw.js") as unknown as string;
  try {
    // Where they are blocked rather than missing, the answer is nothing at all, whatever its type says.
    return (await navigator.serviceWorker.register(url, { scope: "/", updateViaCache: "none" })) ?? null;
  } catch {
    return null;
  }
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
