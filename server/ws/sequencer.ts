/**
 * Puts the events of one conversation in order of rev. Nodes publish after their own commit, so rev 6 of one node may
 * arrive before rev 5 of another. What is ahead waits for what is missing; when that does not come in time (the bus may
 * lose payloads) it is let through, and clients close the gap by rev.
 */
export class Sequencer {
  #last: number | null = null;
  /** Made only when something runs ahead: nearly every topic never needs it. */
  #ahead: Map<number, string> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly deliver: (frame: string) => void,
    private readonly patienceMs = 200,
  ) {}

  push(rev: number, frame: string): void {
    if (this.#last !== null && rev <= this.#last) return;
    if (this.#last !== null && rev > this.#last + 1) {
      this.#ahead ??= new Map();
      this.#ahead.set(rev, frame);
      this.#timer ??= setTimeout(() => this.#giveUpWaiting(), this.patienceMs);
      return;
    }
    this.#last = rev;
    this.deliver(frame);
    if (this.#ahead) this.#drain(this.#ahead, rev);
  }

  /** What a reader knows to be committed: nothing up to it need be waited for. */
  startAt(rev: number): void {
    this.#last ??= rev;
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#ahead = null;
  }

  #drain(ahead: Map<number, string>, last: number): void {
    let rev = last + 1;
    for (let frame = ahead.get(rev); frame !== undefined; frame = ahead.get(++rev)) {
      ahead.delete(rev);
      this.#last = rev;
      this.deliver(frame);
    }
    if (ahead.size > 0) return;
    this.#ahead = null;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #giveUpWaiting(): void {
    this.#timer = null;
    const ahead = [...(this.#ahead ?? [])].sort(([a], [b]) => a - b);
    this.#ahead = null;
    for (const [rev, frame] of ahead) {
      this.#last = rev;
      this.deliver(frame);
    }
  }
}
