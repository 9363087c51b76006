import type { RateName } from "#protocol/limits.ts";
import type { OperationName, Output, ParsedInput } from "#protocol/operations/index.ts";
import type { Caller, CallerKind, SignedIn } from "../caller.ts";
import type { Context } from "../context.ts";
import type { HttpCall } from "../http-call.ts";
import type { Refusal } from "../refusal.ts";

/** The least powerful caller an operation admits. Each level includes those after it. */
export type Who = "visitor" | "guest" | "account" | "moderator" | "admin";

/** Who is certain to be calling once the operation's `who` has been checked. */
export type Admitted<W extends Who> = W extends "visitor" ? Caller : W extends "guest" ? SignedIn : CallerKind<"account">;

/**
 * One operation: a file `operations/<noun>/<verb>.ts` whose default export this is. Its input and output schemas are the
 * protocol's. Both doors, the command line and the jobs run the same function through `dispatch`.
 */
export interface Operation<N extends OperationName = OperationName, W extends Who = Who> {
  readonly name: N;
  readonly who: W;
  /** GET over HTTP when it reads, POST when it changes something. */
  readonly kind: "reads" | "changes";
  /** The door it is open on; both unless the operation is about the door itself. */
  readonly door?: "http" | "socket";
  /** Bytes of a raw body that the HTTP door reads instead of JSON; the input is then empty. */
  readonly takesBody?: number;
  /** The bucket one call takes from, per caller, beside the socket's and the address's own. */
  readonly rate?: RateName;
  run(context: Context, call: Call<N, W>): Promise<Output<N> | Refusal>;
}

/** One call of an operation, checked and parsed. */
export interface Call<N extends OperationName = OperationName, W extends Who = Who> {
  readonly caller: Admitted<W>;
  readonly input: ParsedInput<N>;
  /** What the HTTP door lends to the operations that sign in and out; absent on the socket. */
  readonly http?: HttpCall;
  /** The socket the call came on; absent over HTTP. */
  readonly socket?: SocketCall;
}

export interface SocketCall {
  /** Conversations whose events arrive at this socket. */
  followed(): readonly string[];
  /** Subscribes this socket to the caller's feed and to these conversations too; later events of any node arrive. */
  follow(conversations: readonly string[]): Promise<void>;
  /** Of conversations that the caller is no longer in. */
  unfollow(conversations: readonly string[]): void;
  /** The caller is about to be told this rev of a conversation, so only events above it matter. */
  startAt(conversation: string, rev: number): void;
  setIdle(idle: boolean): void;
}

export function defineOperation<N extends OperationName, W extends Who>(
  name: N,
  definition: Omit<Operation<N, W>, "name">,
): Operation<N, W> {
  return { name, ...definition };
}
