import type { Problem } from "#protocol/errors.ts";
import type { Input, OperationName, Output } from "#protocol/operations/index.ts";
import { reads } from "#protocol/reads.ts";
import type { ParlorDependencies } from "./dependencies.ts";
import { fail, type Result, unreachable } from "./result.ts";

const timeout_ms = 30_000;

/** The HTTP door: one operation, one request. Knows nothing of sessions but the header it is given. */
export class HttpDoor {
  constructor(private readonly dependencies: Pick<ParlorDependencies, "base_url" | "fetch" | "clock">) {}

  async call<N extends OperationName>(op: N, input: Input<N>, headers: Record<string, string> = {}): Promise<Result<Output<N>>> {
    const { base_url, fetch, clock } = this.dependencies;
    const url = new URL(`/api/${op}`, base_url);
    const abort = new AbortController();
    const init: RequestInit = { credentials: "same-origin", signal: abort.signal, headers };
    if (reads.has(op)) addQuery(url, input);
    else
      Object.assign(init, {
        method: "POST",
        body: JSON.stringify(input),
        headers: { ...headers, "content-type": "application/json" },
      });

    const timer = clock.setTimeout(() => abort.abort(), timeout_ms);
    try {
      const response = await fetch(url.href, init);
      const body: unknown = await response.json();
      return response.ok ? { ok: true, value: body as Output<N> } : { ok: false, problem: readProblem(body, response.status) };
    } catch {
      return unreachable();
    } finally {
      clock.clearTimeout(timer);
    }
  }
}

function addQuery(url: URL, input: object): void {
  for (const [name, value] of Object.entries(input)) if (value !== undefined) url.searchParams.set(name, String(value));
}

/** A proxy in front of the server may refuse in its own words; only the server's have a code. */
function readProblem(body: unknown, status: number): Problem {
  if (typeof body === "object" && body !== null && "code" in body && "message" in body) return body as Problem;
  return status < 500 && status !== 429
    ? fail("bad_request", "Something on the way to the server refused the request.").problem
    : unreachable().problem;
}
