import type { AccountId, GuestId, SessionId } from "#protocol/ids.ts";
import type { ServerRole } from "#protocol/objects/person.ts";

/** Who is calling, as the door established it. `address` is the network address after trusted proxies. */
export type Caller =
  | { readonly kind: "visitor"; readonly address: string }
  | {
      readonly kind: "account";
      readonly address: string;
      readonly id: AccountId;
      readonly session: SessionId;
      readonly name: string;
      /** Address of the picture. */
      readonly picture: string | null;
      readonly role: ServerRole;
      /** By their own wish nobody is told that they are here. */
      readonly hides_presence: boolean;
    }
  | {
      readonly kind: "guest";
      readonly address: string;
      readonly id: GuestId;
      readonly session: SessionId;
      readonly name: string;
    };

/** Anyone but a visitor: has a session, and may open a socket. */
export type SignedIn = CallerKind<"account"> | CallerKind<"guest">;

export type CallerKind<K extends Caller["kind"]> = Extract<Caller, { kind: K }>;
