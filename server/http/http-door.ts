import { addressBlock, createAddressReader, type ReadAddress } from "../address.ts";
import type { Bus } from "../bus/bus.ts";
import type { SignedIn } from "../caller.ts";
import type { Context } from "../context.ts";
import type { Registry } from "../dispatch.ts";
import { takeRate } from "../rates.ts";
import { Refusal, refuse } from "../refusal.ts";
import { answerOperation } from "./answer-operation.ts";
import { authenticateSocket } from "./authenticate-socket.ts";
import { answerPicture } from "./files.ts";
import { answerHealth, answerReady } from "./health.ts";
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
  #openApi: string | null = null;

  constructor(options: HttpDoorOptions) {
    const { config } = options.context;
    this.#options = options;
    this.#readAddress = createAddressReader(config.trust_proxy);
    this.#secure = createSecurityHeaders(config);
    this.#client = options.site && createSite(options.site);
    this.#reference = createSite([{ path: "/docs/reference.css", bytes: new TextEncoder().encode(referenceStyle) }]);
  }

  /** Answers any request that is not a socket's. `peer` is the address of the other end of the connection. */
  async handle(request: Request, peer: string | null): Promise<Response> {
    return this.#secure(await this.#guard(() => this.#route(request, peer)));
  }

  /** Who is opening a socket, or the answer that refuses it before the upgrade. */
  async admitSocket(request: Request, peer: string | null): Promise<SignedIn | Response> {
    const admitted = await this.#guard(async () => {
      if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
        return problemResponse(refuse("bad_request", { message: "This address is for WebSockets." }));
      }
      if (this.#options.isDraining()) return problemResponse(refuse("restarting", { retry_after_ms: 1_000 }));
      const address = this.#addressOf(request, peer);
      const outcome = (await this.#limit(address)) ?? (await authenticateSocket(this.#options.context, request, address));
      return outcome instanceof Refusal ? problemResponse(outcome) : outcome;
    });
    return admitted instanceof Response ? this.#secure(admitted) : admitted;
  }

  async #route(request: Request, peer: string | null): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/api/") && pathname !== "/api/openapi.json") {
      const address = this.#addressOf(request, peer);
      const limited = await this.#limit(address);
      return limited ? problemResponse(limited) : this.#answerOperation(request, pathname.slice("/api/".length), address);
    }
    if (request.method !== "GET" && request.method !== "HEAD") {
      return problemResponse(refuse("method_not_allowed"), { allow: "GET, HEAD" });
    }
    if (pathname.startsWith("/files/")) {
      const file = await answerPicture(this.#options.context, request, this.#addressOf(request, peer));
      return file instanceof Response ? file : problemResponse(file ?? refuse("not_found"));
    }
    return (await this.#answerPage(request, pathname)) ?? problemResponse(refuse("not_found"));
  }

  #answerOperation(request: Request, op: string, address: string): Promise<Response> {
    const { context, registry } = this.#options;
    return answerOperation({ context, registry, request, op, address });
  }

  async #answerPage(request: Request, pathname: string): Promise<Response | null> {
    const { context, bus, registry, isDraining } = this.#options;
    switch (pathname) {
      case "/health":
        return answerHealth();
      case "/ready":
        return answerReady({ store: context.store, bus, isDraining: isDraining() });
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
  async #guard<T>(work: () => Promise<T>): Promise<T | Response> {
    try {
      return await work();
    } catch (error) {
      this.#options.context.log.error({ err: error }, "request failed");
      return problemResponse(refuse("internal", { retry_after_ms: 5_000 }));
    }
  }
}
