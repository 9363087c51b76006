import type { Logger } from "pino";

/** Runs a job every so often, never twice at a time; a failure is logged and the next turn comes. */
export function schedule(name: string, everyMs: number, log: Logger, run: () => Promise<void>): Disposable {
  let isRunning = false;
  const timer = setInterval(() => {
    if (isRunning) return;
    isRunning = true;
    run()
      .catch((error: unknown) => log.error({ err: error, job: name }, "job failed"))
      .finally(() => {
        isRunning = false;
      });
  }, everyMs);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
