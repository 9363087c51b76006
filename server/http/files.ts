import { isBlobHash } from "../blobs/blobs.ts";
import type { Context } from "../context.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { readCredentials } from "./credentials.ts";
import { identify } from "./identify.ts";

const picturePath = /^\/files\/picture\/([0-9a-f]{64})\.webp$/;

/** `GET /files/picture/<hash>.webp`: pictures of people, for whoever is signed in. The address is the content's hash. */
export async function answerPicture(context: Context, request: Request, address: string): Promise<Response | Refusal | null> {
  const hash = picturePath.exec(new URL(request.url).pathname)?.[1];
  if (hash === undefined || !isBlobHash(hash)) return null;
  const { caller, fault } = await identify(context, readCredentials(request.headers), address);
  if (caller.kind === "visitor") return fault ?? refuse("not_signed_in");
  // Only what is somebody's picture: the hash of another file must not open it here.
  if (!(await context.store.read.accounts.usesPicture(hash))) return refuse("not_found");
  const picture = await context.blobs.get(hash);
  if (!picture) return refuse("not_found");
  return new Response(picture, {
    headers: {
      "content-type": "image/webp",
      "cache-control": "private, max-age=31536000, immutable",
      "content-disposition": "inline",
    },
  });
}
