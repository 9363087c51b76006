import { availableParallelism } from "node:os";
import { limits } from "#protocol/limits.ts";
import { foldUsername } from "#protocol/names.ts";
import type { PasswordKdf } from "#protocol/objects/account.ts";
import type { Refusal } from "./refusal.ts";
import { createWorkQueue } from "./work-queue.ts";

/** Hashes the derived keys that stand for passwords, and answers for accounts that do not exist. */
export interface PasswordHasher {
  hash(auth: string): Promise<string | Refusal>;
  /** With `null` (no such account) it works as long and says "mismatch", so that time does not tell who exists. */
  verify(auth: string, hash: string | null): Promise<"match" | "mismatch" | Refusal>;
  /** How to derive a key for a login that does not exist: always the same answer, as for one that does. */
  decoyKdf(login: string): PasswordKdf;
}

export interface PasswordHasherOptions {
  /** Makes the salts of logins that do not exist unguessable. */
  readonly decoySecret: Uint8Array;
  /** Tests lower it. */
  readonly cost?: number;
}

/** One core stays free for the event loop. */
const maxRunning = Math.max(1, availableParallelism() - 1);
/** About ten seconds of work for each core; beyond it a person is better told at once. */
const maxWaiting = 32 * maxRunning;

/** The parameters our clients derive with. */
const usualKdf = { alg: "argon2id", m: 65_536, t: 3, p: 1 } as const;

export function createPasswordHasher({ decoySecret, cost = limits.bcrypt_cost }: PasswordHasherOptions): PasswordHasher {
  // The hash of nothing anyone knows, at the same cost as real ones.
  const decoyHash = `$2b$${String(cost).padStart(2, "0")}$1t86kIxPk7nmUPDQgD9/Ru8u.BeZcUeJnpD.07HFB0cDjPprBqv96`;
  // bcrypt runs on Bun's thread pool; more of it at a time than cores would starve the file work that shares the pool.
  const enqueue = createWorkQueue({ maxRunning, maxWaiting });
  return {
    hash: (auth) => enqueue(() => Bun.password.hash(auth, { algorithm: "bcrypt", cost })),
    verify: (auth, hash) =>
      enqueue(async () => ((await Bun.password.verify(auth, hash ?? decoyHash)) && hash !== null ? "match" : "mismatch")),
    decoyKdf(login) {
      const digest = new Bun.CryptoHasher("sha256", decoySecret).update(foldUsername(login)).digest();
      return { ...usualKdf, salt: digest.subarray(0, 16).toString("base64url") };
    },
  };
}
