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

/** Requests can be served here now: every part this node needs answers, and it is not about to stop. */
export async function answerReady({
  store,
  bus,
  isDraining,
}: {
  store: Context["store"];
  bus: Bus;
  isDraining: boolean;
}): Promise<Response> {
  if (isDraining) return problemResponse(refuse("restarting", { retry_after_ms: 1_000 }));
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => timeout.reject(new Error("No answer in time")), patienceMs);
  try {
    await Promise.race([Promise.all([store.ping(), bus.ping()]), timeout.promise]);
    return jsonResponse('{"status":"ready"}');
  } catch {
    return problemResponse(refuse("unavailable", { retry_after_ms: 1_000 }));
  } finally {
    clearTimeout(timer);
  }
}
