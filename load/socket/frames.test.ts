import { describe, expect, test } from "bun:test";
import { encodeFrame, FrameReader, opcodes } from "./frames.ts";

/** As a server sends it: without a mask. */
function serverFrame(payload: string): Buffer {
  const masked = encodeFrame(opcodes.text, Buffer.from(payload));
  const header = masked.length - payload.length - 4;
  const frame = Buffer.concat([masked.subarray(0, header), masked.subarray(header + 4)]);
  frame[1]! &= 0x7f;
  return frame;
}

function readAll(chunks: readonly Buffer[]): string[] {
  const read: string[] = [];
  const reader = new FrameReader((_opcode, payload) => read.push(payload.toString()));
  for (const chunk of chunks) reader.push(chunk);
  return read;
}

describe("frames", () => {
  const short = ["a", "", "b".repeat(125), "c".repeat(126)];
  const long = [...short, "d".repeat(65_535), "e".repeat(65_536)];

  test("of every length are read in order", () => {
    expect(readAll([Buffer.concat(long.map(serverFrame))])).toEqual(long);
  });

  test.each([
    [1, short],
    [2, short],
    [7, short],
    [1_000, long],
    [65_537, long],
  ])("are the same when the stream comes in pieces of %d bytes", (size, texts) => {
    const stream = Buffer.concat(texts.map(serverFrame));
    const pieces = Array.from({ length: Math.ceil(stream.length / size) }, (_, index) =>
      stream.subarray(index * size, (index + 1) * size),
    );
    expect(readAll(pieces)).toEqual(texts);
  });
});
