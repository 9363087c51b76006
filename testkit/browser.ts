import type { Problem } from "#protocol/errors.ts";
import type { Input, OperationName } from "#protocol/operations/index.ts";
import { fakeAuth, fakeKdf } from "./raw-client.ts";

/** A browser as the HTTP door sees it: it keeps cookies, names its origin, and runs no client code. */
export class Browser {
  readonly #jar = new Map<string, Bun.Cookie>();

  constructor(
    readonly base: string,
    readonly origin: string | null = base,
  ) {}

  /** Values of the cookies it holds. */
  get cookies(): Record<string, string> {
    return Object.fromEntries([...this.#jar].map(([name, { value }]) => [name, value]));
  }

  cookie(name: string): Bun.Cookie | null {
    return this.#jar.get(name) ?? null;
  }

  /** Another tab, or somebody who copied the cookies. */
  copy(): Browser {
    const copy = new Browser(this.base, this.origin);
    for (const [name, cookie] of this.#jar) copy.#jar.set(name, cookie);
    return copy;
  }

  post<N extends OperationName>(op: N, input: Input<N>): Promise<Response> {
    return this.#fetch(op, { method: "POST", body: JSON.stringify(input), headers: { "content-type": "application/json" } });
  }

  get(op: string): Promise<Response> {
    return this.#fetch(op, {});
  }

  register(username: string): Promise<Response> {
    return this.post("auth.register", { username, kdf: fakeKdf, auth: fakeAuth(username), delivery: "cookie" });
  }

  login(login: string): Promise<Response> {
    return this.post("auth.login", { login, auth: fakeAuth(login), delivery: "cookie" });
  }

  /** What it would send to open a socket. */
  socketHeaders(): Record<string, string> {
    return this.#headers("/ws");
  }

  async #fetch(op: string, init: { method?: string; body?: string; headers?: Record<string, string> }): Promise<Response> {
    const path = `/api/${op}`;
    const answer = await fetch(this.base + path, { ...init, headers: { ...init.headers, ...this.#headers(path) } });
    for (const text of answer.headers.getSetCookie()) this.#keep(Bun.Cookie.parse(text));
    return answer;
  }

  #headers(path: string): Record<string, string> {
    const sent = [...this.#jar.values()].filter((cookie) => path.startsWith(cookie.path));
    return {
      ...(this.origin !== null && { origin: this.origin }),
      ...(sent.length > 0 && { cookie: sent.map(({ name, value }) => `${name}=${value}`).join("; ") }),
    };
  }

  #keep(cookie: Bun.Cookie): void {
    if (cookie.maxAge === 0) this.#jar.delete(cookie.name);
    else this.#jar.set(cookie.name, cookie);
  }
}

/** The code of a refusal, or null when it was none. */
export async function codeOf(answer: Response): Promise<string | null> {
  return answer.ok ? null : ((await answer.json()) as Problem).code;
}
