import type { EventData, EventName, ParlorEvent } from "#protocol/events.ts";

/** Hands events to whoever asked for them. A handler that throws hurts neither the others nor the sync. */
export class Emitter {
  readonly #handlers = new Map<EventName, Set<(data: never) => void>>();

  constructor(private readonly report: (error: unknown) => void) {}

  on<N extends EventName>(event: N, handler: (data: EventData<N>) => void): () => void {
    const handlers = this.#handlers.get(event) ?? new Set();
    this.#handlers.set(event, handlers);
    handlers.add(handler);
    return () => handlers.delete(handler);
  }

  emit({ event, data }: ParlorEvent): void {
    for (const handler of this.#handlers.get(event) ?? []) {
      try {
        handler(data as never);
      } catch (error) {
        this.report(error);
      }
    }
  }
}
