import { formatRoute } from "../../router/route.ts";

/** The address that opens a room's door. */
export function roomLink(code: string): string {
  return new URL(formatRoute({ kind: "invitation", code }), location.origin).href;
}
