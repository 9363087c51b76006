import type { Context } from "./context.ts";

/** People written by one statement. */
const atOnce = 1_000;

/**
 * Remembers when people were last here. Those who go while others are being written share the next transaction: when a proxy
 * restarts, all people of a node go in one moment, and must not hold up those who write.
 */
export class LastSeen {
  readonly #gone = new Set<string>();
  #isWriting = false;

  constructor(private readonly context: Pick<Context, "store" | "now" | "log">) {}

  note(person: string): void {
    this.#gone.add(person);
    if (!this.#isWriting) void this.#write();
  }

  async #write(): Promise<void> {
    const { store, now, log } = this.context;
    this.#isWriting = true;
    while (this.#gone.size > 0) {
      const people = [...this.#gone].slice(0, atOnce);
      for (const person of people) this.#gone.delete(person);
      try {
        await store.write(({ accounts }) => accounts.setLastSeen(people, now()));
      } catch (error) {
        log.warn({ err: error }, "last seen could not be stored");
      }
    }
    this.#isWriting = false;
  }
}
