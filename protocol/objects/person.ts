import { z } from "zod";
import { personId, time } from "../ids.ts";

/** How a person is shown wherever they appear. */
export const person = z.object({
  kind: z.enum(["account", "guest"]),
  id: personId,
  /** Username of an account; null for a guest. */
  username: z.string().nullable(),
  name: z.string(),
  /** Address of the picture, or null for the generated avatar. */
  picture: z.string().nullable(),
});
export type Person = z.infer<typeof person>;

/** Where a picture of this content hash is fetched. The address changes with the picture, so what it gives may be kept for good. */
export function pictureAddress(hash: string | null): string | null {
  return hash && `/files/picture/${hash}.webp`;
}

export const presenceState = z.enum(["online", "idle", "offline"]);
export type PresenceState = z.infer<typeof presenceState>;

export const presence = z.object({
  id: personId,
  state: presenceState,
  last_seen_at: time.nullable(),
});
export type Presence = z.infer<typeof presence>;

export const serverRole = z.enum(["admin", "moderator", "member"]);
export type ServerRole = z.infer<typeof serverRole>;
