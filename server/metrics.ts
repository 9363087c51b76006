/**
 * What a node counts while it works, as plain numbers: some of them change a hundred thousand times a second, and whoever
 * asks for /metrics comes every few seconds. `exposition.ts` shows them.
 */
export class Metrics {
  /** From the call of `message.send` to its answer; their number is that of acknowledged sends. */
  readonly acknowledgement = new Distribution();
  /** Until a send, or another change, is committed. */
  readonly storeAppend = new Distribution();
  readonly storeWrite = new Distribution();
  readonly requests = { http: 0, socket: 0 };
  /** By code. */
  readonly refusals = new Map<string, number>();
  socketsOpened = 0;
  /** By close code. */
  readonly socketsClosed = new Map<number, number>();
}

/** Seconds; dense where acknowledgements are promised to be, up to the time limits of the database. */
const defaultBounds = [0.001, 0.002, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** How many durations lay within each bound, and their sum. */
export class Distribution {
  /** One for each bound, one for what lies above all of them. */
  readonly counts: number[];
  /** Seconds. */
  sum = 0;

  constructor(readonly bounds: readonly number[] = defaultBounds) {
    this.counts = Array<number>(bounds.length + 1).fill(0);
  }

  note(seconds: number): void {
    let bucket = 0;
    while (seconds > (this.bounds[bucket] ?? Number.POSITIVE_INFINITY)) bucket++;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.sum += seconds;
  }
}

export function countUp<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
