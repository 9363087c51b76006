import { encode } from "uqr";

/** A quiet edge that scanners need, in modules. */
const border = 4;

/** A text as a QR code (ISO/IEC 18004, medium correction): one SVG path of squares, and how many modules it is wide. */
export function qrPath(text: string): { path: string; size: number } {
  const { data, size } = encode(text, { ecc: "M", border });
  let path = "";
  for (const [y, row] of data.entries()) {
    for (let x = 0; x < size; x++) {
      const start = x;
      while (row[x]) x++;
      if (x > start) path += `M${start} ${y}h${x - start}v1h-${x - start}z`;
    }
  }
  return { path, size };
}
