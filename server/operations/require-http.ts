import type { HttpCall } from "../http-call.ts";

/** What an operation with `door: "http"` may count on: dispatch has refused every other door. */
export function requireHttp(call: { readonly http?: HttpCall }): HttpCall {
  if (!call.http) throw new TypeError("This operation needs the HTTP door");
  return call.http;
}
