import type { Logger } from "pino";
import type { Blobs } from "./blobs/blobs.ts";
import type { Config } from "./config.ts";
import type { DomainEvent } from "./events.ts";
import type { Limiter, LocalLimiter } from "./limiter/limiter.ts";
import type { Metrics } from "./metrics.ts";
import type { PasswordHasher } from "./passwords.ts";
import type { PresenceStore } from "./presence/presence-store.ts";
import type { Seal } from "./seal.ts";
import type { Store } from "./store/store.ts";
import type { Tickets } from "./tickets.ts";
import type { Tokens } from "./tokens.ts";

/** What operations work with; built in one place, `server/server.ts`. */
export interface Context {
  readonly config: Config;
  readonly store: Store;
  readonly blobs: Blobs;
  readonly limiter: Limiter;
  /** The buckets of people's requests. Each node has its own: they are on the way of everything, and nothing waits for them. */
  readonly requestLimiter: LocalLimiter;
  readonly presence: PresenceStore;
  readonly passwords: PasswordHasher;
  readonly tokens: Tokens;
  readonly tickets: Tickets;
  /** Seals what the database should not hold readable, such as the secrets of second factors. */
  readonly seal: Seal;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Milliseconds since 1970 UTC; handed in so that tests can move it. */
  readonly now: () => number;
  /** Tells everyone concerned. Called only after the change is committed; `audienceOf` decides who that is. */
  emit(event: DomainEvent): void;
  /** Cuts live sockets on every node at once. */
  cut(target: CutTarget): void;
}

/** Whose sockets to close, or which of them lose one conversation. */
export type CutTarget =
  | { readonly kind: "session"; readonly session: string }
  | { readonly kind: "person"; readonly person: string; readonly reason: "signed_out" | "blocked" | "access_ended" }
  | { readonly kind: "membership"; readonly person: string; readonly conversation: string };
