import type { Bus } from "../bus/bus.ts";
import type { Context } from "../context.ts";
import { refuse } from "../refusal.ts";
import { jsonResponse, problemResponse } from "./responses.ts";

/** A part that has not answered by then counts as unreachable. */
const patienceMs = 2_000;

/** The process lives. Asks nothing else, so that a broken database does not get the process killed. */
export function answerHealth(): Response {
  return jsonResponse('{"status":"ok"}');
}

/** Whether requests can be served here now: every part this node needs answers. */
export class Readiness {
  #look: Promise<boolean> | null = null;

  constructor(private readonly parts: { readonly store: Context["store"]; readonly bus: Bus }) {}

  /**
   * One look serves all who ask while it is under way. Probes may come from the same address as everybody else, so they
   * cannot be limited by it, and must not be a way to keep the database busy either.
   */
  async answer(): Promise<Response> {
    this.#look ??= this.#lookAtParts().finally(() => {
      this.#look = null;
    });
    return (await this.#look)
      ? jsonResponse('{"status":"ready"}')
      : problemResponse(refuse("unavailable", { retry_after_ms: 1_000 }));
  }

  async #lookAtParts(): Promise<boolean> {
    const { store, bus } = this.parts;
    const timeout = Promise.withResolvers<never>();
    const timer = setTimeout(() => timeout.reject(new Error("No answer in time")), patienceMs);
    try {
      await Promise.race([Promise.all([store.ping(), bus.ping()]), timeout.promise]);
      return true;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }
}
