import type { PasswordKdf } from "#protocol/objects/account.ts";
import workerUrl from "../workers/derive.ts?worker&url";
import type { DeriveAnswer, DeriveQuestion } from "../workers/derive-messages.ts";
import { scriptUrl } from "./trusted-types.ts";

interface Keys {
  auth: string;
  wrap: Uint8Array;
}

/** Derives keys in a Worker that lives for one derivation, so that the password and 64 MiB do not stay in memory. */
export function deriveInWorker(password: string, kdf: PasswordKdf): Promise<Keys> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(scriptUrl(workerUrl), { type: "module", name: "derive" });
    const settle = (act: () => void) => {
      worker.terminate();
      act();
    };
    worker.addEventListener("message", (event: MessageEvent<DeriveAnswer>) => {
      const answer = event.data;
      settle(() => ("keys" in answer ? resolve(answer.keys) : reject(new Error(answer.error))));
    });
    worker.addEventListener("error", (event) =>
      settle(() => reject(new Error(event.message || "the deriving worker could not start"))),
    );
    worker.postMessage({ password, kdf } satisfies DeriveQuestion);
  });
}
