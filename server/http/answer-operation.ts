import type { Context } from "../context.ts";
import { dispatch, type Registry } from "../dispatch.ts";
import type { HttpCall } from "../http-call.ts";
import { Refusal, refuse } from "../refusal.ts";
import { type Credentials, isAmbient, readCredentials, sessionCookies } from "./credentials.ts";
import { identify } from "./identify.ts";
import { isOwnOrigin } from "./origin.ts";
import { readBody, readQuery, readUpload } from "./read-input.ts";
import { jsonResponse, problemResponse } from "./responses.ts";

interface OperationRequest {
  readonly context: Context;
  readonly registry: Registry;
  readonly request: Request;
  /** Names it in the log. */
  readonly id: string;
  /** What follows /api/ in the address. */
  readonly op: string;
  readonly address: string;
}

/** `GET /api/<op>?field=value` for operations that read, `POST /api/<op>` with a JSON object for those that change. */
export async function answerOperation({ context, registry, request, id, op, address }: OperationRequest): Promise<Response> {
  const operation = registry.get(op);
  if (!operation) return problemResponse(refuse("unknown_operation"));
  const method = operation.kind === "reads" ? "GET" : "POST";
  if (request.method !== method) return problemResponse(refuse("method_not_allowed"), { allow: method });

  const credentials = readCredentials(request.headers);
  if (method === "POST" && isForgeable(request, credentials, context)) return problemResponse(refuse("wrong_origin"));
  const body = operation.takesBody === undefined ? null : await readUpload(request, operation.takesBody);
  if (body instanceof Refusal) return problemResponse(body);
  const input = body ? {} : method === "GET" ? readQuery(new URL(request.url)) : await readBody(request);
  if (input instanceof Refusal) return problemResponse(input);

  const { caller, fault } = await identify(context, credentials, address);
  const { http, cookies } = httpCall(context, { request, credentials, body });
  const outcome = await dispatch(context, registry, { op, input, caller, door: "http", id, http });
  // "Sign in" is not all there is to say to someone whose session was ended.
  const answer = outcome.ok
    ? jsonResponse(JSON.stringify(outcome.value))
    : problemResponse(outcome.refusal.code === "not_signed_in" && fault ? fault : outcome.refusal);
  for (const cookie of cookies) answer.headers.append("set-cookie", cookie);
  return answer;
}

/**
 * Whether another site may have made a browser send this change. A browser names the origin of every change; what carries
 * our cookies and names none is no browser of ours. A bearer token is proof enough: no other site has it.
 */
function isForgeable(request: Request, credentials: Credentials, { config }: Context): boolean {
  if (credentials.bearer !== null) return false;
  const origin = request.headers.get("origin");
  return origin === null ? isAmbient(credentials) : !isOwnOrigin(origin, request.headers.get("host"), config);
}

function httpCall(
  { config }: Context,
  { request, credentials: { refresh }, body }: { request: Request; credentials: Credentials; body: Uint8Array | null },
): { http: HttpCall; cookies: string[] } {
  const cookies: string[] = [];
  const http: HttpCall = {
    refreshCookie: refresh,
    userAgent: request.headers.get("user-agent") ?? "",
    body,
    setSessionCookies: (tokens) => void cookies.push(...sessionCookies(config, tokens)),
    clearSessionCookies: () => void cookies.push(...sessionCookies(config, null)),
  };
  return { http, cookies };
}
