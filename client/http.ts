import type { Problem } from "#protocol/errors.ts";
import type { Input, OperationName, Output } from "#protocol/operations/index.ts";
import { reads } from "#protocol/reads.ts";
import type { ParlorDependencies } from "./dependencies.ts";
import { fail, type Result, unreachable } from "./result.ts";

const timeout_ms = 30_000;

/** The HTTP door: one operation, one request. Knows nothing of sessions but the header it is given. */
export class HttpDoor {
  constructor(private readonly dependencies: Pick<ParlorDependencies, "base_url" | "fetch" | "clock">) {}

  call<N extends OperationName>(op: N, input: Input<N>, headers: Record<string, string> = {}): Promise<Result<Output<N>>> {
    const url = this.#addressOf(op);
    if (reads.has(op)) {
      addQuery(url, input);
      return this.#fetch(url, { headers });
    }
    const body = JSON.stringify(input);
    return this.#fetch(url, { method: "POST", body, headers: { ...headers, "content-type": "application/json" } });
  }

  /** An operation whose body is a file instead of JSON. */
  upload<N extends OperationName>(
    op: N,
    body: Uint8Array<ArrayBuffer>,
    headers: Record<string, string>,
  ): Promise<Result<Output<N>>> {
    const type = { "content-type": "application/octet-stream" };
    return this.#fetch(this.#addressOf(op), { method: "POST", body, headers: { ...headers, ...type } });
  }

  #addressOf(op: OperationName): URL {
    return new URL(`/api/${op}`, this.dependencies.base_url);
  }

  async #fetch<N extends OperationName>(url: URL, init: RequestInit): Promise<Result<Output<N>>> {
    const { fetch, clock } = this.dependencies;
    const abort = new AbortController();
    const timer = clock.setTimeout(() => abort.abort(), timeout_ms);
    try {
      const response = await fetch(url.href, { credentials: "same-origin", signal: abort.signal, ...init });
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
