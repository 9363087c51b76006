import { z } from "zod";
import { friendRequestId, time } from "../ids.ts";
import { person, presenceState } from "./person.ts";

/** What the caller is to another account. `blocked`: the caller has blocked them; the other direction is never told. */
export const relation = z.enum(["self", "contact", "requested", "requesting", "blocked", "none"]);
export type Relation = z.infer<typeof relation>;

/** An account as anyone who may find it sees it. Never e-mail, birthday or age. */
export const profile = z.object({
  person,
  /** Address of the picture in its large size. */
  picture: z.string().nullable(),
  bio: z.string(),
  visibility: z.enum(["public", "private"]),
  relation,
  /** Of a contact; otherwise offline and null. */
  presence: presenceState,
  last_seen_at: time.nullable(),
  created_at: time,
});
export type Profile = z.infer<typeof profile>;

export const contact = z.object({
  person,
  since: time,
  presence: presenceState,
  last_seen_at: time.nullable(),
});
export type Contact = z.infer<typeof contact>;

export const friendRequest = z.object({
  id: friendRequestId,
  /** `incoming`: the caller may accept or reject; `outgoing`: the caller may cancel. */
  direction: z.enum(["incoming", "outgoing"]),
  /** The other one. */
  person,
  created_at: time,
});
export type FriendRequest = z.infer<typeof friendRequest>;

export const foundUser = z.object({ person, relation });
export type FoundUser = z.infer<typeof foundUser>;
