import { type Refusal, refuse } from "./refusal.ts";

export type WorkQueue = <T>(work: () => Promise<T>) => Promise<T | Refusal>;

/** Work that is heavy for the whole process: so much of it at a time, so much waiting, and the rest is told at once. */
export function createWorkQueue({ maxRunning, maxWaiting }: { maxRunning: number; maxWaiting: number }): WorkQueue {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= maxRunning) {
      if (waiting.length >= maxWaiting) return refuse("busy", { retry_after_ms: 5_000 });
      // The one who finishes hands over its place, so `running` stays as it is.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running++;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
