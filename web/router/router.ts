import { type ReadonlySignal, signal } from "@preact/signals";
import { formatRoute, parseRoute, type Route } from "./route.ts";

/**
 * The router: the address bar is the only truth about which screen is shown. It counts how many entries of the history are the
 * app's own, so that a "back" button can leave to where the person came from instead of out of the app.
 */
const current = signal<Route>(parseRoute(location.pathname));
let depth = readDepth();

function readDepth(): number {
  const state: unknown = history.state;
  return typeof state === "object" && state !== null && "depth" in state && typeof state.depth === "number" ? state.depth : 0;
}

addEventListener("popstate", () => {
  depth = readDepth();
  current.value = parseRoute(location.pathname);
});

export const route: ReadonlySignal<Route> = current;

/** Shows another screen. `replace` leaves no entry behind to come back to. */
export function navigate(to: Route, options: { replace?: boolean } = {}): void {
  const path = formatRoute(to);
  if (path === location.pathname) return;
  if (options.replace) history.replaceState({ depth }, "", path);
  else history.pushState({ depth: ++depth }, "", path);
  current.value = to;
}

/** Goes back inside the app, or to `fallback` when the app was opened right here. */
export function goBack(fallback: Route): void {
  if (depth > 0) history.back();
  else navigate(fallback, { replace: true });
}
