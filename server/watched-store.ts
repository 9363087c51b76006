import type { Logger } from "pino";
import type { Distribution, Metrics } from "./metrics.ts";
import type { Store } from "./store/store.ts";
import { StoreUnavailable } from "./store/store-unavailable.ts";

/** The same store. How long its commits take is counted, and the log says once that it is lost and once that it is back. */
export function watchedStore(store: Store, metrics: Metrics, log: Logger): Store {
  let isLost = false;

  const watch = async <T>(work: Promise<T>): Promise<T> => {
    try {
      const value = await work;
      if (isLost) log.info("the database is back");
      isLost = false;
      return value;
    } catch (error) {
      if (error instanceof StoreUnavailable) {
        // Only the message: what was to be written stays out of the log.
        if (!isLost) log.warn({ reason: error.message }, "the database is lost");
        isLost = true;
      }
      throw error;
    }
  };

  const timed = async <T>(durations: Distribution, work: Promise<T>): Promise<T> => {
    const start = performance.now();
    try {
      return await watch(work);
    } finally {
      durations.note((performance.now() - start) / 1_000);
    }
  };

  return {
    engine: store.engine,
    read: store.read,
    write: (work) => timed(metrics.storeWrite, store.write(work)),
    append: (message) => timed(metrics.storeAppend, store.append(message)),
    ping: () => watch(store.ping()),
    close: () => store.close(),
  };
}
