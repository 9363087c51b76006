import { limits } from "#protocol/limits.ts";
import { Refusal, refuse } from "../refusal.ts";

/** Fields of the query, all of them text; the operation's schema makes numbers of those that are. */
export function readQuery(url: URL): Record<string, string> | Refusal {
  const names = [...url.searchParams.keys()];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return refuse("bad_request", { field: twice, message: `${twice} is given twice.` });
  return Object.fromEntries(url.searchParams);
}

/** The JSON object in a body. Never holds more of it than the limit, whatever length was declared. */
export async function readBody(request: Request): Promise<object | Refusal> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  // A form on another site can send text but never this type, not without asking us first.
  if (type !== "application/json") return refuse("wrong_content_type");
  const bytes = await readBytes(request, limits.request_bytes);
  if (bytes instanceof Refusal) return bytes;
  const body = parseJson(bytes);
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body;
  return refuse("bad_request", { message: "The body must be a JSON object." });
}

/** The raw body of an upload. What a form on another site can send is refused here as well. */
export async function readUpload(request: Request, max: number): Promise<Uint8Array | Refusal> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  const isForm = ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"].includes(type);
  return isForm ? refuse("wrong_content_type") : readBytes(request, max);
}

/** The bytes of a body, never more than the limit. */
async function readBytes(request: Request, max: number): Promise<Uint8Array | Refusal> {
  if (Number(request.headers.get("content-length")) > max) return refuse("too_large");
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength;
      if (size > max) return refuse("too_large");
      chunks.push(chunk);
    }
  } catch {
    return refuse("bad_request", { message: "The body broke off." });
  }
  return Buffer.concat(chunks);
}

/** Undefined when it is none. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
