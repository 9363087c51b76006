/** WebP's container (RFC 9649): "RIFF", the size, "WEBP", then chunks of a name, a size, and data padded to even length. */

const headerBytes = 12;
/** Colour profile, EXIF and XMP: what may say where a photo was taken, or carry anything at all. */
const metadata = new Set(["ICCP", "EXIF", "XMP "]);
/** The bits of VP8X's first byte that announce them. */
const metadataFlags = 0b0010_1100;

/** A WebP image as an encoder made it, without the chunks that do not belong to the picture. */
export function withoutMetadata(webp: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = [];
  const view = new DataView(webp.buffer, webp.byteOffset, webp.byteLength);
  for (let at = headerBytes; at + 8 <= webp.length; ) {
    const end = at + 8 + view.getUint32(at + 4, true);
    const name = Buffer.from(webp.subarray(at, at + 4)).toString("latin1");
    const chunk = webp.slice(at, end + (end % 2));
    if (name === "VP8X") chunk[8] = (chunk[8] ?? 0) & ~metadataFlags;
    if (!metadata.has(name)) kept.push(chunk);
    at = end + (end % 2);
  }
  const whole = Buffer.concat([webp.subarray(0, headerBytes), ...kept]);
  whole.writeUInt32LE(whole.length - 8, 4);
  return whole;
}
