import { createParlor, type Parlor } from "#client/parlor.ts";
import { deriveInWorker } from "./derive-in-worker.ts";
import { openIndexedDbStorage } from "./indexed-db-storage.ts";
import { watchNetwork } from "./network-status.ts";

/** The client with the browser's own network, storage, clock and workers. */
export function createBrowserParlor(): Parlor {
  return createParlor({
    base_url: location.origin,
    delivery: "cookie",
    fetch: (url, init) => fetch(url, init),
    openSocket: (url) => new WebSocket(url),
    storage: openIndexedDbStorage(),
    deriveKeys: deriveInWorker,
    clock: {
      now: () => Date.now(),
      setTimeout: (run, ms) => setTimeout(run, ms),
      clearTimeout: (timer) => clearTimeout(timer as number),
    },
    random: () => Math.random(),
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    network: watchNetwork(),
    // Web Locks exist on secure origins only (https and localhost); elsewhere several tabs may each send the outbox, which the
    // message's own id makes harmless.
    ...(navigator.locks ? { withLock: (name, work) => navigator.locks.request(`parlor.${name}`, work) } : {}),
  });
}
