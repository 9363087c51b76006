import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { PersonId } from "#protocol/ids.ts";
import { limits } from "#protocol/limits.ts";
import type { Clock, TimerHandle } from "./clock.ts";

interface TypingPerson {
  id: PersonId;
  name: string;
}

/** Who is typing in one conversation. Whoever is not heard of again in time has stopped: the word of it may get lost. */
export class TypingPeople {
  readonly #people = signal<readonly TypingPerson[]>([]);
  readonly #timers = new Map<PersonId, TimerHandle>();

  constructor(private readonly clock: Clock) {}

  get people(): ReadonlySignal<readonly TypingPerson[]> {
    return this.#people;
  }

  started(person: TypingPerson): void {
    const isNew = !this.#timers.has(person.id);
    this.clock.clearTimeout(this.#timers.get(person.id));
    this.#timers.set(
      person.id,
      this.clock.setTimeout(() => this.stopped(person.id), limits.typing_expires_ms),
    );
    if (isNew) this.#people.value = [...this.#people.peek(), person];
  }

  stopped(id: PersonId): void {
    if (!this.#timers.has(id)) return;
    this.clock.clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.#people.value = this.#people.peek().filter((person) => person.id !== id);
  }

  clear(): void {
    for (const id of [...this.#timers.keys()]) this.stopped(id);
  }
}

/** Tells the server about typing as rarely as will do: often enough that it never lapses, and once when it stops. */
export class TypingReports {
  #reportedAt = Number.NEGATIVE_INFINITY;
  #isTyping = false;

  constructor(
    private readonly clock: Clock,
    private readonly report: (typing: boolean) => void,
  ) {}

  set(typing: boolean): void {
    const now = this.clock.now();
    const isDue = typing ? !this.#isTyping || now - this.#reportedAt >= limits.typing_expires_ms / 2 : this.#isTyping;
    this.#isTyping = typing;
    if (!isDue) return;
    this.#reportedAt = now;
    this.report(typing);
  }

  /** A sent message says by itself that its author has stopped. */
  sent(): void {
    this.#isTyping = false;
  }
}
