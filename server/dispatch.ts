import type { z } from "zod";
import { operations } from "#protocol/operations/index.ts";
import { addressBlock } from "./address.ts";
import type { Caller } from "./caller.ts";
import type { Context } from "./context.ts";
import type { HttpCall } from "./http-call.ts";
import { newRequestId } from "./logging.ts";
import { countUp } from "./metrics.ts";
import type { Call, Operation, SocketCall, Who } from "./operations/operation.ts";
import { Refusal, refuse } from "./refusal.ts";
import { StoreUnavailable } from "./store/store-unavailable.ts";

/** Every operation by its name on the wire. */
export type Registry = ReadonlyMap<string, Operation>;

export interface Request {
  readonly op: string;
  readonly input: unknown;
  readonly caller: Caller;
  readonly door: "http" | "socket";
  /** Names the request in the log; over the socket it gets a name only when there is something to log. */
  readonly id?: string;
  readonly http?: HttpCall;
  readonly socket?: SocketCall;
}

export type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly refusal: Refusal };

const rank: Record<Who, number> = { visitor: 0, guest: 1, account: 2, moderator: 3, admin: 4 };

/** The one way to an operation, whichever door the request came through. Never throws. */
export async function dispatch(context: Context, registry: Registry, request: Request): Promise<Outcome> {
  const start = performance.now();
  const outcome = await perform(context, registry, request);
  const { metrics } = context;
  metrics.requests[request.door]++;
  if (!outcome.ok) countUp(metrics.refusals, outcome.refusal.code);
  else if (request.op === "message.send") metrics.acknowledgement.note((performance.now() - start) / 1_000);
  return outcome;
}

async function perform(context: Context, registry: Registry, request: Request): Promise<Outcome> {
  const tooSoon = takePersonsRate(context, request.caller);
  if (tooSoon > 0) return { ok: false, refusal: refuse("rate_limited", { retry_after_ms: Math.ceil(tooSoon) }) };
  const operation = registry.get(request.op);
  const refusal = operation ? gate(operation, request) : refuse("unknown_operation");
  if (refusal || !operation) return { ok: false, refusal: refusal ?? refuse("unknown_operation") };

  const wait = takeRate(context, operation, request.caller);
  const waitMs = typeof wait === "number" ? wait : await wait;
  if (waitMs > 0) return { ok: false, refusal: refuse("rate_limited", { retry_after_ms: Math.ceil(waitMs) }) };

  const parsed = operations[operation.name].input.safeParse(request.input ?? {});
  if (!parsed.success) return { ok: false, refusal: invalidInput(parsed.error) };

  try {
    const call = { caller: request.caller, input: parsed.data, http: request.http, socket: request.socket };
    const value = await operation.run(context, call as unknown as Call);
    return value instanceof Refusal ? { ok: false, refusal: value } : { ok: true, value };
  } catch (error) {
    if (error instanceof StoreUnavailable) return { ok: false, refusal: refuse("unavailable", { retry_after_ms: 1_000 }) };
    // The input stays out of the log: it may hold a message or a key.
    const { id = newRequestId() } = request;
    context.log.error({ err: error, op: operation.name, request: id }, "operation failed");
    return { ok: false, refusal: refuse("internal", { retry_after_ms: 5_000, request: id }) };
  }
}

/** Whether this caller may use the operation at all. What it may do to a given thing, the operation checks itself. */
function gate(operation: Operation, request: Request): Refusal | null {
  if (operation.door && operation.door !== request.door) return refuse(operation.door === "http" ? "http_only" : "socket_only");
  if (powerOf(request.caller) >= rank[operation.who]) return null;
  return refuse(request.caller.kind === "visitor" ? "not_signed_in" : "not_allowed");
}

function powerOf(caller: Caller): number {
  if (caller.kind !== "account") return rank[caller.kind];
  return rank[caller.role === "member" ? "account" : caller.role];
}

/** However many sockets and tokens they use; visitors are counted by their address, at the door. */
function takePersonsRate({ requestLimiter, config }: Context, caller: Caller): number {
  return caller.kind === "visitor" ? 0 : requestLimiter.take(caller.id, config.rates.person);
}

function takeRate(context: Context, operation: Operation, caller: Caller): number | Promise<number> {
  if (!operation.rate) return 0;
  const who = caller.kind === "visitor" ? addressBlock(caller.address) : caller.id;
  return context.limiter.take(`${operation.rate}:${who}`, context.config.rates[operation.rate]);
}

function invalidInput(error: z.ZodError): Refusal {
  const issue = error.issues[0];
  if (!issue) return refuse("invalid_input");
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0]] : issue.path;
  const field = path.map(String).join(".");
  return refuse("invalid_input", field ? { field, message: `${field}: ${issue.message}.` } : { message: `${issue.message}.` });
}
