import type { PasswordKdf } from "#protocol/objects/account.ts";

/** What the page and the deriving worker say to each other: one question, one answer. */
export interface DeriveQuestion {
  password: string;
  kdf: PasswordKdf;
}

export type DeriveAnswer = { keys: { auth: string; wrap: Uint8Array } } | { error: string };
