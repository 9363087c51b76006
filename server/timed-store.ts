import type { Distribution, Metrics } from "./metrics.ts";
import type { Store } from "./store/store.ts";

/** The same store; how long its commits take is counted, also of those that fail. */
export function timedStore(store: Store, metrics: Metrics): Store {
  return {
    engine: store.engine,
    read: store.read,
    write: (work) => timed(metrics.storeWrite, store.write(work)),
    append: (message) => timed(metrics.storeAppend, store.append(message)),
    ping: () => store.ping(),
    close: () => store.close(),
  };
}

async function timed<T>(durations: Distribution, work: Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work;
  } finally {
    durations.note((performance.now() - start) / 1_000);
  }
}
