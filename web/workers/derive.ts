/// <reference lib="webworker" />
/**
 * Derives keys from a password, on a thread of its own because it blocks for about 0.3 s. The only place that runs WebAssembly:
 * the page's security policy forbids it, this file's own response allows it.
 */
import { deriveKeys } from "#client/derive-keys.ts";
import type { DeriveAnswer, DeriveQuestion } from "./derive-messages.ts";

declare const self: DedicatedWorkerGlobalScope;

self.addEventListener("message", (event: MessageEvent<DeriveQuestion>) => {
  const { password, kdf } = event.data;
  deriveKeys(password, kdf).then(
    (keys) => self.postMessage({ keys } satisfies DeriveAnswer),
    (error: unknown) => self.postMessage({ error: String(error) } satisfies DeriveAnswer),
  );
});
