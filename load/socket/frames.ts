/**
 * The least of RFC 6455 that a load generator needs, because the CPU it takes itself is CPU the server's figures lack:
 * unfragmented, uncompressed text from a server that never masks.
 */
export const opcodes = { text: 1, close: 8, ping: 9, pong: 10 } as const;

/** A masked client frame. The mask is zero, which the RFC allows and which leaves the payload as it is. */
export function encodeFrame(opcode: number, payload: Uint8Array): Uint8Array {
  const { length } = payload;
  const lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const frame = new Uint8Array(2 + lengthBytes + 4 + length);
  const view = new DataView(frame.buffer);
  frame[0] = 0x80 | opcode;
  if (lengthBytes === 0) frame[1] = 0x80 | length;
  else if (lengthBytes === 2) {
    frame[1] = 0x80 | 126;
    view.setUint16(2, length);
  } else {
    frame[1] = 0x80 | 127;
    view.setBigUint64(2, BigInt(length));
  }
  frame.set(payload, 2 + lengthBytes + 4);
  return frame;
}

/** Cuts what arrives on one connection into frames, wherever the chunks were split. */
export class FrameReader {
  #rest: Buffer | null = null;

  constructor(private readonly onFrame: (opcode: number, payload: Buffer) => void) {}

  push(arrived: Buffer): void {
    const chunk = this.#rest ? Buffer.concat([this.#rest, arrived]) : arrived;
    let at = 0;
    while (chunk.length - at >= 2) {
      const short = chunk[at + 1]! & 0x7f;
      const header = short === 126 ? 4 : short === 127 ? 10 : 2;
      if (chunk.length - at < header) break;
      const length = short === 126 ? chunk.readUInt16BE(at + 2) : short === 127 ? Number(chunk.readBigUInt64BE(at + 2)) : short;
      const end = at + header + length;
      if (end > chunk.length) break;
      this.onFrame(chunk[at]! & 0x0f, chunk.subarray(at + header, end));
      at = end;
    }
    // A copy: the runtime may use the chunk's memory for the next one.
    this.#rest = at === chunk.length ? null : Buffer.from(chunk.subarray(at));
  }
}
