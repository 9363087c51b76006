import { signal } from "@preact/signals-core";
import type { PublishedLimits } from "#protocol/limits.ts";
import type { Output } from "#protocol/operations/index.ts";
import { Backoff } from "./backoff.ts";
import type { TimerHandle } from "./clock.ts";
import type { ParlorDependencies } from "./dependencies.ts";
import type { HttpDoor } from "./http.ts";
import type { ClientStorage } from "./storage.ts";

type Info = Output<"server.get">;

const infoKey = "info";

/** What the server says of itself: the last known from the disk at once, then the current. */
export class ServerInfo {
  readonly info = signal<Info | null>(null);
  readonly #backoff: Backoff;
  #timer: TimerHandle = null;

  constructor(
    private readonly dependencies: Pick<ParlorDependencies, "clock" | "random">,
    private readonly storage: ClientStorage,
    private readonly http: HttpDoor,
  ) {
    this.#backoff = new Backoff(dependencies.random);
  }

  async load(): Promise<void> {
    const stored = (await this.storage.get("server", infoKey)) as Info | null;
    this.info.value ??= stored;
  }

  /** Asks until it is answered. */
  async refresh(): Promise<void> {
    this.stop();
    const answer = await this.http.call("server.get", {});
    if (answer.ok) {
      this.#backoff.reset();
      this.info.value = answer.value;
      await this.storage.put("server", infoKey, answer.value);
    } else {
      this.stop();
      this.#timer = this.dependencies.clock.setTimeout(() => void this.refresh(), this.#backoff.next());
    }
  }

  /** As every new connection is told them. */
  setLimits(limits: PublishedLimits): void {
    if (this.info.peek()) this.info.value = { ...(this.info.peek() as Info), limits };
  }

  stop(): void {
    this.dependencies.clock.clearTimeout(this.#timer);
  }
}
