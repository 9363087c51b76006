/** A picture as a person picks it: checked before anything is sent. */
export type ReadPicture =
  | { kind: "read"; bitmap: ImageBitmap }
  | { kind: "too_large"; bytes: number }
  | { kind: "wrong_type" | "broken" };

/** By its first bytes, as the server does: a name and a declared type say nothing. */
export async function readPicture(file: Blob, maxBytes: number): Promise<ReadPicture> {
  if (file.size > maxBytes) return { kind: "too_large", bytes: file.size };
  if (!isPicture(new Uint8Array(await file.slice(0, 12).arrayBuffer()))) return { kind: "wrong_type" };
  try {
    return { kind: "read", bitmap: await createImageBitmap(file) };
  } catch {
    return { kind: "broken" };
  }
}

function isPicture(bytes: Uint8Array): boolean {
  const head = String.fromCharCode(...bytes);
  return (
    head.startsWith("\xff\xd8\xff") ||
    head.startsWith("\x89PNG\r\n\x1a\n") ||
    /^GIF8[79]a/.test(head) ||
    /^RIFF[\s\S]{4}WEBP/.test(head)
  );
}

/** What is sent: a square of this many pixels. The server makes its own sizes of it. */
const side = 512;

/** Cuts a square out of a picture. WebP where the browser can write it, PNG otherwise. */
export async function cutSquare(
  bitmap: ImageBitmap,
  square: { left: number; top: number; side: number },
): Promise<Uint8Array<ArrayBuffer> | null> {
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const context = canvas.getContext("2d");
  if (!context) return null;
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, square.left, square.top, square.side, square.side, 0, 0, side, side);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/webp", 0.92));
  return blob && new Uint8Array(await blob.arrayBuffer());
}
