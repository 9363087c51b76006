import type { Socket } from "bun";
import { encodeFrame, FrameReader, opcodes } from "./frames.ts";

const createdMark = Buffer.from('"message.created"');
const conversationMark = Buffer.from('"conversation":"');
const uuidLength = 36;
const seqMark = Buffer.from('"seq":');
const resultMark = Buffer.from(',"result":');
const errorMark = Buffer.from(',"error":');
const digit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39;

type Answer = (frame: Buffer, refused: boolean) => void;

/** What one socket tells the figure that opened it. */
export interface Listener {
  /** A message arrived as an event, at this place of the frame; called once for each, also when frames were joined. */
  onMessage?(socket: LoadSocket, seq: number, frame: Buffer, at: number): void;
  onClose?(socket: LoadSocket, code: number): void;
}

export interface Target {
  readonly port: number;
  readonly token: string;
}

/**
 * One socket of the load generator. It finds what it needs by its marks instead of parsing JSON, so that one core can
 * check hundreds of thousands of deliveries a second. The texts sent contain none of the marks.
 */
export class LoadSocket {
  /** Payload bytes received. */
  bytes = 0;
  #socket: Socket<LoadSocket> | null = null;
  #isOpen = false;
  #nextId = 1;
  #handshake = "";
  readonly #reader = new FrameReader((opcode, payload) => this.#receive(opcode, payload));
  readonly #answers = new Map<number, Answer>();
  readonly #opened = Promise.withResolvers<void>();
  readonly #ready = Promise.withResolvers<void>();

  private constructor(private readonly listener: Listener) {}

  /** Resolves once the server's first frame, `ready`, has come. */
  static async open({ port, token }: Target, listener: Listener): Promise<LoadSocket> {
    const socket = new LoadSocket(listener);
    socket.#socket = await Bun.connect({ hostname: "127.0.0.1", port, data: socket, socket: handlers });
    const upgrade = [
      "GET /ws HTTP/1.1",
      `Host: 127.0.0.1:${port}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
      `Authorization: Bearer ${token}`,
    ];
    socket.#write(Buffer.from(`${upgrade.join("\r\n")}\r\n\r\n`));
    await socket.#opened.promise;
    await socket.#ready.promise;
    return socket;
  }

  /** Sends a request; `answer` runs when its result or error arrives, with the whole frame it came in. */
  ask(op: string, input: string, answer: Answer): void {
    const id = this.#nextId++;
    this.#answers.set(id, answer);
    this.#write(encodeFrame(opcodes.text, Buffer.from(`{"id":${id},"op":"${op}","input":${input}}`)));
  }

  request<T>(op: string, input: unknown): Promise<T> {
    const id = this.#nextId;
    return new Promise((resolve, reject) => {
      this.ask(op, JSON.stringify(input), (frame, refused) => {
        if (refused) reject(new Error(`${op} was refused: ${frame.toString()}`));
        const parsed = [JSON.parse(frame.toString())].flat() as { id?: number; result: T }[];
        resolve(parsed.find((part) => part.id === id)!.result);
      });
    });
  }

  close(): void {
    this.#socket?.end();
  }

  arrived(chunk: Buffer): void {
    if (this.#isOpen) return this.#reader.push(chunk);
    this.#handshake += chunk.toString("latin1");
    const end = this.#handshake.indexOf("\r\n\r\n");
    if (end < 0) return;
    if (!this.#handshake.startsWith("HTTP/1.1 101")) return this.#opened.reject(new Error(`no upgrade: ${this.#handshake}`));
    this.#isOpen = true;
    this.#opened.resolve();
    const rest = Buffer.from(this.#handshake.slice(end + 4), "latin1");
    if (rest.length > 0) this.#reader.push(rest);
  }

  closed(code = 1006): void {
    const error = new Error(`the socket was closed with ${code}`);
    this.#opened.reject(error);
    this.#ready.reject(error);
    this.listener.onClose?.(this, code);
  }

  #receive(opcode: number, payload: Buffer): void {
    if (opcode === opcodes.text) return this.#read(payload);
    if (opcode === opcodes.ping) return this.#write(encodeFrame(opcodes.pong, payload));
    if (opcode === opcodes.close) this.closed(payload.length >= 2 ? payload.readUInt16BE(0) : 1005);
  }

  #read(payload: Buffer): void {
    this.bytes += payload.length;
    this.#ready.resolve();
    if (this.#answers.size > 0) {
      this.#readAnswers(payload, resultMark, false);
      this.#readAnswers(payload, errorMark, true);
    }
    for (let at = payload.indexOf(createdMark); at >= 0; at = payload.indexOf(createdMark, at + createdMark.length)) {
      let from = payload.indexOf(seqMark, at) + seqMark.length;
      let seq = 0;
      while (digit(payload[from])) seq = seq * 10 + payload[from++]! - 0x30;
      this.listener.onMessage?.(this, seq, payload, at);
    }
  }

  /** The id stands right before the mark: `{"id":12,"result":…`. */
  #readAnswers(payload: Buffer, mark: Buffer, refused: boolean): void {
    for (let at = payload.indexOf(mark); at >= 0; at = payload.indexOf(mark, at + mark.length)) {
      let id = 0;
      for (let scale = 1, from = at - 1; digit(payload[from]); from--, scale *= 10) id += (payload[from]! - 0x30) * scale;
      const answer = this.#answers.get(id);
      this.#answers.delete(id);
      answer?.(payload, refused);
    }
  }

  #write(bytes: Uint8Array): void {
    const written = this.#socket?.write(bytes) ?? 0;
    // Requests are small and answered before the next ones: a full buffer means that the figure is wrong.
    if (written !== bytes.length) throw new Error("The load generator could not write a whole request");
  }
}

/** The id of the conversation of the message at this place of a frame. */
export function conversationOf(frame: Buffer, at: number): string {
  const from = frame.indexOf(conversationMark, at) + conversationMark.length;
  return frame.toString("latin1", from, from + uuidLength);
}

/** Shared by all sockets, as the runtime advises for many of them. */
const handlers = {
  data: (socket: Socket<LoadSocket>, chunk: Buffer) => socket.data.arrived(chunk),
  close: (socket: Socket<LoadSocket>) => socket.data.closed(),
  error: (_socket: Socket<LoadSocket>, error: Error) => {
    throw error;
  },
};
