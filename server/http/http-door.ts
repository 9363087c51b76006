import { addressBlock, createAddressReader, type ReadAddress } from "../address.ts";
import type { Bus } from "../bus/bus.ts";
import type { SignedIn } from "../caller.ts";
import type { Context } from "../context.ts";
import type { Registry } from "../dispatch.ts";
import { newRequestId } from "../logging.ts";
import { takeRate } from "../rates.ts";
import { Refusal, refuse } from "../refusal.ts";
import { answerMetrics } from "./answer-metrics.ts";
import { answerOperation } from "./answer-operation.ts";
import { authenticateSocket } from "./authenticate-socket.ts";
import { answerPicture } from "./files.ts";
import { answerHealth, Readiness } from "./health.ts";
import { openApi } from "./open-api.ts";
import { renderReference } from "./reference-page.ts";
import { referenceStyle } from "./reference-style.ts";
import { jsonResponse, problemResponse } from "./responses.ts";
import { createSecurityHeaders } from "./security-headers.ts";
import { createSite, isPageRoute, notBuiltPage, type Site, type SiteFile } from "./site.ts";

export interface HttpDoorOptions {
  readonly context: Context;
  readonly registry: Registry;
  readonly bus: Bus;
  /** The built web client; null while there is none. */
  readonly site: readonly SiteFile[] | null;
  /** True once the server has begun to stop: `/ready` then sends traffic elsewhere. */
  readonly isDraining: () => boolean;
  /** This node's figures, as Prometheus reads them. */
  readonly metrics: () => Promise<string>;
}

interface Incoming {
  readonly request: Request;
  readonly peer: string | null;
  /** Names it in the log and to whoever sent it. */
  readonly id: string;
}

/**
 * The HTTP door: operations under /api, the web client's files, health and the reference. It establishes who is calling and
 * translates; every decision is the operation's. Every answer carries the security headers.
 */
export class HttpDoor {
  readonly #options: HttpDoorOptions;
  readonly #readAddress: ReadAddress;
  readonly #secure: (response: Response) => Response;
  readonly #client: Site | null;
  readonly #reference: Site;
  readonly #logsRequests: boolean;
  readonly #readiness: Readiness;
  #openApi: string | null = null;

  constructor(options: HttpDoorOptions) {
    const { config } = options.context;
    this.#options = options;
    this.#readiness = new Readiness({ store: options.context.store, bus: options.bus });
    this.#logsRequests = options.context.log.isLevelEnabled("debug");
    this.#readAddress = createAddressReader(config.trust_proxy);
    this.#secure = createSecurityHeaders(config);
    this.#client = options.site && createSite(options.site);
    this.#reference = createSite([{ path: "/docs/reference.css", bytes: new TextEncoder().encode(referenceStyle) }]);
  }

  /** Answers any request that is not a socket's. `peer` is the address of the other end of the connection. */
  async handle(request: Request, peer: string | null): Promise<Response> {
    const id = newRequestId();
    const start = performance.now();
    const answer = await this.#guard(id, () => this.#route({ request, peer, id }));
    return this.#finish(answer, { request, id, start });
  }

  /** Who is opening a socket, or the answer that refuses it before the upgrade. */
  async admitSocket(request: Request, peer: string | null): Promise<SignedIn | Response> {
    const id = newRequestId();
    const start = performance.now();
    const admitted = await this.#guard(id, async () => {
      if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
        return problemResponse(refuse("bad_request", { message: "This address is for WebSockets." }));
      }
      if (this.#options.isDraining()) return problemResponse(restarting());
      const address = this.#addressOf(request, peer);
      const outcome = (await this.#limit(address)) ?? (await authenticateSocket(this.#options.context, request, address));
      return outcome instanceof Refusal ? problemResponse(outcome) : outcome;
    });
    return admitted instanceof Response ? this.#finish(admitted, { request, id, start }) : admitted;
  }

  /** What every answer has, and a line in the log where somebody wants one for each request. */
  #finish(answer: Response, { request, id, start }: { request: Request; id: string; start: number }): Response {
    answer.headers.set("x-request-id", id);
    if (this.#logsRequests) {
      const ms = Math.round(performance.now() - start);
      const path = this.#pathToLog(new URL(request.url).pathname);
      this.#options.context.log.debug({ request: id, method: request.method, path, status: answer.status, ms }, "request");
    }
    return this.#secure(answer);
  }

  /** Without what may be somebody's secret: the code of a room, the name of a file. */
  #pathToLog(pathname: string): string {
    const operation = /^\/api\/(.+)$/.exec(pathname)?.[1];
    if (operation !== undefined && this.#options.registry.has(operation)) return pathname;
    return /^\/[^/]*/.exec(pathname)?.[0] ?? "";
  }

  async #route({ request, peer, id }: Incoming): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/api/") && pathname !== "/api/openapi.json") {
      if (this.#options.isDraining()) return problemResponse(restarting());
      const address = this.#addressOf(request, peer);
      const limited = await this.#limit(address);
      return limited
        ? problemResponse(limited)
        : this.#answerOperation({ request, id, op: pathname.slice("/api/".length), address });
    }
    if (request.method !== "GET" && request.method !== "HEAD") {
      return problemResponse(refuse("method_not_allowed"), { allow: "GET, HEAD" });
    }
    if (pathname.startsWith("/files/")) {
      const address = this.#addressOf(request, peer);
      const file = (await this.#limit(address)) ?? (await answerPicture(this.#options.context, request, address));
      return file instanceof Response ? file : problemResponse(file ?? refuse("not_found"));
    }
    if (pathname === "/metrics") return this.#answerMetrics(request, peer);
    return (await this.#answerPage(request, pathname)) ?? problemResponse(refuse("not_found"));
  }

  #answerOperation(asked: { request: Request; id: string; op: string; address: string }): Promise<Response> {
    const { context, registry } = this.#options;
    return answerOperation({ context, registry, ...asked });
  }

  async #answerMetrics(request: Request, peer: string | null): Promise<Response> {
    const { context, metrics } = this.#options;
    // Tokens could be guessed here as anywhere.
    const limited = await this.#limit(this.#addressOf(request, peer));
    return limited
      ? problemResponse(limited)
      : answerMetrics({ request, peer, token: context.config.metrics_token, read: metrics });
  }

  async #answerPage(request: Request, pathname: string): Promise<Response | null> {
    const { registry, isDraining } = this.#options;
    switch (pathname) {
      case "/health":
        return answerHealth();
      case "/ready":
        return isDraining() ? problemResponse(restarting()) : this.#readiness.answer();
      case "/api/openapi.json":
        this.#openApi ??= JSON.stringify(openApi(registry));
        return jsonResponse(this.#openApi);
      case "/docs":
        return new Response(renderReference(registry), { headers: { "content-type": "text/html; charset=utf-8" } });
    }
    const file = this.#reference.respond(request, pathname) ?? this.#client?.respond(request, pathname);
    if (file || !isPageRoute(request, pathname)) return file ?? null;
    return this.#client?.respond(request, "/index.html") ?? notBuiltPage();
  }

  #addressOf(request: Request, peer: string | null): string {
    return this.#readAddress(peer, request.headers.get("x-forwarded-for"));
  }

  #limit(address: string): Promise<Refusal | null> {
    return takeRate(this.#options.context, "address", addressBlock(address));
  }

  /** Nothing that goes wrong inside may reach the other side as more than a problem. */
  async #guard<T>(id: string, work: () => Promise<T>): Promise<T | Response> {
    try {
      return await work();
    } catch (error) {
      this.#options.context.log.error({ err: error, request: id }, "request failed");
      return problemResponse(refuse("internal", { retry_after_ms: 5_000, request: id }));
    }
  }
}

/** While the server stops: what is under way is answered, what is new goes elsewhere or comes back. */
function restarting(): Refusal {
  return refuse("restarting", { retry_after_ms: 1_000 });
}
