import { z } from "zod";
import { accountId, sessionId, time } from "../ids.ts";
import { limits } from "../limits.ts";
import { cleanName, codePoints, isStorable } from "../text.ts";
import { serverRole } from "./person.ts";
import { settings } from "./settings.ts";

/** The caller's own account. E-mail and birthday never appear in any other object. */
export const ownAccount = z.object({
  id: accountId,
  username: z.string(),
  display_name: z.string(),
  email: z.string().nullable(),
  role: serverRole,
  picture: z.string().nullable(),
  bio: z.string(),
  /** Date of birth, `YYYY-MM-DD`; told to nobody else. */
  birth_date: z.string().nullable(),
  visibility: z.enum(["public", "private"]),
  totp: z.boolean(),
  settings,
  created_at: time,
});
export type OwnAccount = z.infer<typeof ownAccount>;

export const displayName = z
  .string()
  .refine(isStorable)
  .transform(cleanName)
  .refine((name) => name.length > 0 && codePoints(name) <= limits.display_name.max, `1 to ${limits.display_name.max} characters`);

export const bio = z
  .string()
  .refine(isStorable)
  .transform((text) => text.trim())
  .refine((text) => codePoints(text) <= limits.bio.max, `at most ${limits.bio.max} characters`);

/** A day of the calendar; whether the person is old enough the server decides by its own clock. */
export const birthDate = z.iso.date();

/** Six digits of an authenticator app, or a recovery code. */
export const totpCode = z
  .string()
  .max(32)
  .transform((text) => text.replace(/[\s-]/g, "").toUpperCase())
  .refine((text) => /^(\d{6}|[0-9A-Z]{10})$/.test(text), "6 digits, or a recovery code");

export const email = z.email().max(254);

/** How a password becomes the key the server sees (RFC 9106; `m` in KiB). See the client's derivation. */
export const passwordKdf = z.strictObject({
  alg: z.literal("argon2id"),
  m: z.int().min(19_456).max(1_048_576),
  t: z.int().min(2).max(16),
  p: z.int().min(1).max(4),
  /** 16 bytes, base64url. */
  salt: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
});
export type PasswordKdf = z.infer<typeof passwordKdf>;

/** The derived authentication key: 32 bytes, base64url without padding. */
export const authKey = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

export const session = z.object({
  id: sessionId,
  /** "Chromium on Linux", from the user agent; never trusted for anything. */
  device: z.string(),
  address: z.string(),
  created_at: time,
  used_at: time,
  current: z.boolean(),
});
export type Session = z.infer<typeof session>;
