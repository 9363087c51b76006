import { join } from "node:path";

/** The core the measured process has to itself, and the one of the load; none where the machine cannot pin. */
export const cores = Bun.which("taskset") && navigator.hardwareConcurrency > 1 ? { measured: 0, load: 1 } : null;

/** Keeps the load generator, with all its threads, off the core of what it measures. */
export function pinSelf(): void {
  if (cores) Bun.spawnSync(["taskset", "-acp", String(cores.load), String(process.pid)]);
}

/** For what starts a browser, which is many processes. */
export function unpinSelf(): void {
  if (cores) Bun.spawnSync(["taskset", "-acp", `0-${navigator.hardwareConcurrency - 1}`, String(process.pid)]);
}

/** With all cores, as a process that nothing else runs beside; it would inherit the one core of the load. */
export function unpinned(command: readonly string[]): string[] {
  return cores ? ["taskset", "-c", `0-${navigator.hardwareConcurrency - 1}`, ...command] : [...command];
}

function pinned(command: readonly string[]): string[] {
  return cores ? ["taskset", "-c", String(cores.measured), ...command] : [...command];
}

interface Reply {
  id: number;
  value?: unknown;
  error?: string;
}

/** A process that is measured, on its own core, answering questions about itself over IPC. */
export class Child implements AsyncDisposable {
  #nextId = 1;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #process: Bun.Subprocess;

  /** `script` is a file of load/; it calls `answerParent`. */
  constructor(script: string) {
    this.#process = Bun.spawn(pinned([process.execPath, join(import.meta.dir, "..", script)]), {
      stdio: ["ignore", "inherit", "inherit"],
      ipc: (reply: Reply) => {
        const waiting = this.#waiting.get(reply.id);
        this.#waiting.delete(reply.id);
        if (reply.error !== undefined) waiting?.reject(new Error(reply.error));
        else waiting?.resolve(reply.value);
      },
      onExit: (_process, code) => {
        for (const waiting of this.#waiting.values()) waiting.reject(new Error(`${script} ended with ${code}`));
      },
    });
  }

  call<T>(command: string, input: unknown = null): Promise<T> {
    const waiting = Promise.withResolvers<unknown>();
    const id = this.#nextId++;
    this.#waiting.set(id, waiting);
    this.#process.send({ id, command, input });
    return waiting.promise as Promise<T>;
  }

  /** CPU time the process has used so far, in µs. */
  cpu(): Promise<number> {
    return this.call("cpu");
  }

  /** Bytes of its own after garbage collection. */
  memory(): Promise<number> {
    return this.call("memory");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.call("stop");
    await this.#process.exited;
  }
}
