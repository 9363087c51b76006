import { expect, test } from "bun:test";
import { withoutMetadata } from "./webp.ts";

function chunk(name: string, data: Uint8Array): Buffer {
  const head = Buffer.from(`${name}\0\0\0\0`, "latin1");
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

function webp(...chunks: Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from("WEBP"), ...chunks]);
  const head = Buffer.from("RIFF\0\0\0\0", "latin1");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

const picture = chunk("VP8 ", Buffer.from("pixels"));
/** Colour profile, alpha, EXIF and XMP announced; then the size of the canvas. */
const header = (flags: number) => chunk("VP8X", Buffer.from([flags, 0, 0, 0, 9, 0, 0, 9, 0, 0]));

test("what is not the picture goes, with its announcement, and the sizes are right", () => {
  const odd = Buffer.from("a place");
  const full = webp(header(0b0011_1100), chunk("ICCP", odd), picture, chunk("EXIF", odd), chunk("XMP ", odd));
  expect(withoutMetadata(full)).toEqual(webp(header(0b0001_0000), picture));
});

test("one without any stays as it is", () => {
  for (const plain of [webp(picture), webp(header(0b0001_0000), chunk("ALPH", Buffer.from("a")), picture)])
    expect(withoutMetadata(plain)).toEqual(plain);
});
