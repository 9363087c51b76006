import type { z } from "zod";

/** Cursors are ours to read and opaque to clients: where a page ended, so that the next begins behind it. */
export function encodeCursor(cursor: unknown): string {
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}

/** Null when it is none of ours. */
export function decodeCursor<T>(text: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
  } catch {
    return null;
  }
}
