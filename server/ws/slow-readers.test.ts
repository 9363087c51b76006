import { expect, setDefaultTimeout, spyOn, test } from "bun:test";
import { connect, type Socket as TcpSocket } from "node:net";
import { closeCodes } from "#protocol/close-codes.ts";
import { limits } from "#protocol/limits.ts";
import { RawPerson } from "#testkit/raw-client.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";
import { until } from "#testkit/until.ts";
import type { Connection } from "./connection.ts";
import { Hub } from "./hub.ts";
import { closeSlowReaders } from "./slow-readers.ts";
import { SocketDoor } from "./socket-door.ts";

// Two looks at the sockets, a second apart, and several megabytes before them.
setDefaultTimeout(30_000);

/** A socket by hand, so that it can stop reading: everything that came so far, as bytes. */
class Reader implements Disposable {
  #received: Buffer = Buffer.alloc(0);
  isClosed = false;

  constructor(private readonly tcp: TcpSocket) {
    tcp.on("data", (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes]);
    });
    tcp.on("close", () => {
      this.isClosed = true;
    });
    // A line that is cut is one of the stories.
    tcp.on("error", () => undefined);
  }

  static async open(server: TestServer, person: RawPerson): Promise<Reader> {
    const reader = new Reader(connect(server.port, "127.0.0.1"));
    reader.tcp.write(
      [
        "GET /ws HTTP/1.1",
        `Host: 127.0.0.1:${server.port}`,
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        `Authorization: Bearer ${person.access_token}`,
        "\r\n",
      ].join("\r\n"),
    );
    await until(() => reader.#received.includes('"event":"ready"'));
    return reader;
  }

  /** A text frame of more than 125 bytes, masked with zeros. */
  ask(request: object): void {
    const payload = Buffer.from(JSON.stringify(request).padEnd(126));
    this.tcp.write(Buffer.concat([Buffer.from([0x81, 0x80 | 126, 0, payload.length, 0, 0, 0, 0]), payload]));
  }

  pause(): void {
    this.tcp.pause();
  }

  resume(): void {
    this.tcp.resume();
  }

  /** The code in the last frame, if it is a close frame (RFC 6455 §5.5.1). */
  get closeCode(): number | null {
    const length = 2 + Buffer.byteLength(closeCodes.slow_consumer.message);
    const frame = this.#received.subarray(-(length + 2));
    return frame[0] === 0x88 && frame[1] === length ? frame.readUInt16BE(2) : null;
  }

  [Symbol.dispose](): void {
    this.tcp.destroy();
  }
}

async function scene() {
  const connections: Connection[] = [];
  const add = Hub.prototype.add;
  using _watch = spyOn(Hub.prototype, "add").mockImplementation(function (this: Hub, connection) {
    connections.push(connection);
    add.call(this, connection);
  });
  const server = await startTestServer({ unlimited: true });
  const ana = await RawPerson.register(server.url, "Ana");
  const { id: conversation } = await ana.call("room.create", { name: "Tea", retention: "persistent" });
  const page = Array.from({ length: 50 }, (_, n) => ({ mid: `message-${n}`, body: { text: "a".repeat(4_000) } }));
  await Promise.all(page.map((message) => ana.call("message.send", { conversation, ...message } as never)));
  const reader = await Reader.open(server, ana);
  const [connection] = connections as [Connection];
  const { requests, socketsClosed } = server.server.context.metrics;
  reader.pause();
  return {
    server,
    reader,
    closed: socketsClosed,
    waiting: () => connection.socket?.getBufferedAmount() ?? 0,
    /** Some 200 KB more for the reader. */
    ask: async () => {
      const before = requests.socket;
      reader.ask({ id: 1, op: "conversation.history", input: { conversation } });
      await until(() => (requests.socket > before && connection.pending === 0) || connection.socket === null);
    },
  };
}

test("a reader that stops reading is closed with a word, and finds it behind what waited", async () => {
  const { server, reader, waiting, ask, closed } = await scene();
  await using _server = server;
  using _reader = reader;
  while (waiting() <= limits.socket_backlog_bytes) await ask();
  await until(() => closed.size > 0);
  expect([...closed]).toEqual([[closeCodes.slow_consumer.code, 1]]);
  reader.resume();
  await until(() => reader.isClosed);
  expect(reader.closeCode).toBe(closeCodes.slow_consumer.code);
});

test("a reader for whom too much waits before anybody looks is cut", async () => {
  const { server, reader, ask, closed } = await scene();
  await using _server = server;
  using _reader = reader;
  using _looks = spyOn(SocketDoor.prototype, "closeSlowReaders").mockImplementation(() => undefined);
  while (closed.size === 0) await ask();
  expect([...closed]).toEqual([[1006, 1]]);
});

test("a reader that gets through what waits for it is left alone", () => {
  const closed: number[] = [];
  let waiting = 0;
  const connection = { backlog: 0, socket: { getBufferedAmount: () => waiting }, close: () => closed.push(waiting) };
  const look = (bytes: number) => {
    waiting = bytes;
    closeSlowReaders([connection as unknown as Connection]);
  };
  const { socket_backlog_bytes: most } = limits;
  for (const bytes of [most * 2, most * 2 - 1, most + 1, most, most, most + 1, 0, most + 1]) look(bytes);
  expect(closed).toEqual([]);
  look(most + 1);
  expect(closed).toEqual([most + 1]);
});
