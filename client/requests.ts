import type { ErrorFrame, ResultFrame } from "#protocol/frames.ts";
import type { Input, OperationName, Output } from "#protocol/operations/index.ts";
import type { Clock } from "./clock.ts";
import { type Result, unreachable } from "./result.ts";

interface Waiting {
  settle(result: Result<unknown>): void;
}

/** The requests in flight on one socket, by id. Each is settled exactly once: answered, timed out, or lost with the socket. */
export class Requests {
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(
    private readonly clock: Clock,
    private readonly write: (text: string) => void,
  ) {}

  ask<N extends OperationName>(op: N, input: Input<N>, timeout_ms: number): Promise<Result<Output<N>>> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const timer = this.clock.setTimeout(() => this.#settle(id, unreachable()), timeout_ms);
      this.#waiting.set(id, {
        settle: (result) => {
          this.clock.clearTimeout(timer);
          resolve(result as Result<Output<N>>);
        },
      });
      this.write(JSON.stringify({ id, op, input }));
    });
  }

  /** An answer to a request that is no longer waited for is dropped. */
  answer(frame: ResultFrame | ErrorFrame): void {
    if (frame.id === null) return;
    this.#settle(frame.id, "error" in frame ? { ok: false, problem: frame.error } : { ok: true, value: frame.result });
  }

  /** The socket is gone; whether the server acted on what is in flight is unknown. */
  abandon(): void {
    for (const id of [...this.#waiting.keys()]) this.#settle(id, unreachable());
  }

  #settle(id: number, result: Result<unknown>): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.settle(result);
  }
}
