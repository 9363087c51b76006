import { type ReadonlySignal, signal } from "@preact/signals";

/** Whether the browser believes it has a network. "Online" may be wrong (a captive portal); "offline" never is. */
export function watchNetwork(): { online: ReadonlySignal<boolean> } {
  const online = signal(navigator.onLine);
  addEventListener("online", () => (online.value = true));
  addEventListener("offline", () => (online.value = false));
  return { online };
}
