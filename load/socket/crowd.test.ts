import { afterEach, describe, expect, test } from "bun:test";
import { messageFrame } from "../message-frame.ts";
import { Crowd } from "./crowd.ts";

type Publish = (seq: number) => readonly number[];

let stop: (() => void) | null = null;
afterEach(() => stop?.());

/** A server that publishes what `publish` makes of each message sent: an honest one publishes it once. */
function serve(publish: Publish): number {
  let seq = 0;
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request, self) => (self.upgrade(request) ? undefined : new Response(null, { status: 400 })),
    websocket: {
      open(socket) {
        socket.subscribe("room");
        socket.send('{"event":"ready"}');
      },
      message(socket, frame) {
        const { id, op } = JSON.parse(String(frame)) as { id: number; op: string };
        if (op === "message.send") {
          const published = publish(++seq).map(messageFrame);
          if (published.length > 0) server.publish("room", published.length === 1 ? published[0]! : `[${published.join(",")}]`);
        }
        socket.send(JSON.stringify({ id, result: {} }));
      },
    },
  });
  stop = () => void server.stop(true);
  return server.port!;
}

async function send(publish: Publish): Promise<number> {
  using crowd = await Crowd.gather({ port: serve(publish), lobby: "lobby", tokens: ["ana", "bo", "cy"] }, { patienceMs: 200 });
  await crowd.sendPaced(1_000, 0.02);
  return crowd.completed;
}

describe("a crowd", () => {
  test("counts what everyone received once and in order", async () => {
    expect(await send((seq) => [seq])).toBe(20);
  });

  test("counts messages that were joined into one frame", async () => {
    expect(await send((seq) => (seq % 2 === 0 ? [seq - 1, seq] : []))).toBe(20);
  });

  test("fails when a delivery is missing", async () => {
    expect(send((seq) => (seq === 20 ? [] : [seq]))).rejects.toThrow("19 received by everybody");
  });

  test("fails when a delivery is missing in between", async () => {
    expect(send((seq) => (seq === 10 ? [] : [seq]))).rejects.toThrow("message 11 came after 9");
  });

  test("fails when a delivery is doubled", async () => {
    expect(send((seq) => (seq === 10 ? [seq, seq] : [seq]))).rejects.toThrow("message 10 came after 10");
  });

  test("fails when order is lost", async () => {
    expect(send((seq) => (seq === 10 ? [11] : seq === 11 ? [10] : [seq]))).rejects.toThrow("message 11 came after 9");
  });
});
