import type { ServerWebSocket } from "bun";
import { messageFrame } from "../message-frame.ts";
import { answerParent } from "../process/answer-parent.ts";

/**
 * The floor of everything that goes through sockets: Bun's own WebSocket server, publishing the frames the real server
 * would publish, storing and checking nothing.
 */
let seq = 0;

const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: (request, self) => (self.upgrade(request) ? undefined : new Response(null, { status: 400 })),
  websocket: {
    perMessageDeflate: false,
    backpressureLimit: 1024 * 1024,
    closeOnBackpressureLimit: true,
    open(socket) {
      socket.subscribe("room");
      socket.send('{"event":"ready"}', false);
    },
    message(socket: ServerWebSocket, frame: string) {
      const id = frame.slice(6, frame.indexOf(","));
      if (!frame.includes('"op":"message.send"')) return void socket.send(`{"id":${id},"result":{}}`, false);
      seq++;
      server.publish("room", messageFrame(seq), false);
      socket.send(`{"id":${id},"result":{"seq":${seq},"rev":${seq}}}`, false);
    },
  },
});

answerParent({ start: () => server.port });
