import type { AccountId } from "#protocol/ids.ts";
import { defaultSettings } from "#protocol/objects/settings.ts";
import type { ParsedInput } from "#protocol/operations/index.ts";
import type { Context } from "../context.ts";
import type { AccountRow } from "../store/store.ts";

/** The row of an account that is about to be made. */
export function newAccount(
  context: Context,
  input: Pick<ParsedInput<"auth.register">, "username" | "display_name" | "email" | "kdf">,
  auth_hash: string,
): AccountRow {
  return {
    id: Bun.randomUUIDv7() as AccountId,
    username: input.username,
    display_name: input.display_name ?? input.username,
    email: input.email ?? null,
    role: "member",
    auth_hash,
    kdf: input.kdf,
    blocked_at: null,
    deactivated_at: null,
    bio: "",
    birth_date: null,
    visibility: "public",
    picture: null,
    picture_small: null,
    settings: defaultSettings,
    totp: null,
    feed_rev: 0,
    created_at: context.now(),
    last_seen_at: null,
  };
}
