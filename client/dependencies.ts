import type { ReadonlySignal } from "@preact/signals-core";
import type { PasswordKdf } from "#protocol/objects/account.ts";
import type { Clock } from "./clock.ts";
import type { ClientStorage } from "./storage.ts";

/** Everything of the outside world that the client touches. */
export interface ParlorDependencies {
  /** Origin of the server, such as `https://chat.example`. */
  base_url: string;
  /** `cookie` in a browser on the server's own origin, `bearer` elsewhere. */
  delivery: "cookie" | "bearer";
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** `headers` carries the access token with `bearer`; a browser has none to set and its cookie goes by itself. */
  openSocket(url: string, headers?: Record<string, string>): SocketLike;
  storage: ClientStorage;
  /** `deriveKeys` of `client/derive-keys.ts`, in a Worker: it blocks its thread for about 0.3 s. */
  deriveKeys(password: string, kdf: PasswordKdf): Promise<{ auth: string; wrap: Uint8Array }>;
  clock: Clock;
  /** At least 0, less than 1. Spreads reconnects; not for secrets. */
  random(): number;
  /** From the platform's cryptographic source. */
  randomBytes(length: number): Uint8Array;
  /** What the platform believes about its network. A hint: the client goes on trying, since it may be wrong. */
  network?: { online: ReadonlySignal<boolean> };
  /**
   * Runs `work` while no other tab of this origin runs work under the same name (Web Locks). Without it, every
   * client of one storage must be the only one.
   */
  withLock?<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** The part of a WebSocket that the client uses; the platform's own fits as it is. */
export interface SocketLike {
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { code: number }) => void): void;
}
