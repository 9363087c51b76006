import type { Socket, TCPSocketListener } from "bun";

/** One end of a connection that passes through, and what it could not take yet. */
interface End {
  other: Socket<End> | null;
  readonly waiting: Uint8Array[];
  isOver: boolean;
}

/**
 * A load balancer as plain as can be: each new connection goes to the next port in turn, past those where nobody listens.
 * It looks into nothing, keeps nobody on one node, and when one end of a connection is gone it ends the other.
 */
export class RoundRobin implements Disposable {
  readonly #listener: TCPSocketListener<End>;
  #next = 0;

  constructor(private readonly ports: readonly number[]) {
    this.#listener = Bun.listen<End>({
      hostname: "127.0.0.1",
      port: 0,
      socket: {
        open: (near) => {
          near.data = newEnd();
          void this.#connect(near);
        },
        ...passing,
      },
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#listener.port}`;
  }

  [Symbol.dispose](): void {
    this.#listener.stop(true);
  }

  async #connect(near: Socket<End>): Promise<void> {
    for (const _ of this.ports) {
      const port = this.ports[this.#next++ % this.ports.length] ?? 0;
      const data: End = { ...newEnd(), other: near };
      try {
        const far = await Bun.connect<End>({ hostname: "127.0.0.1", port, data, socket: passing });
        near.data.other = far;
        if (near.data.isOver) far.end();
        // What the near end said before there was a far one.
        flush(far, near.data.waiting.splice(0));
        return;
      } catch {
        // Nobody listens there: the next one.
      }
    }
    near.end();
  }
}

function newEnd(): End {
  return { other: null, waiting: [], isOver: false };
}

const passing = {
  data(from: Socket<End>, chunk: Buffer) {
    // A copy: the runtime may use the chunk's memory for the next one.
    const bytes = Uint8Array.from(chunk);
    if (from.data.other) flush(from.data.other, [bytes]);
    else from.data.waiting.push(bytes);
  },
  drain(socket: Socket<End>) {
    flush(socket, []);
  },
  close(socket: Socket<End>) {
    socket.data.isOver = true;
    socket.data.other?.end();
  },
  error(socket: Socket<End>) {
    socket.end();
  },
};

function flush(to: Socket<End>, more: Uint8Array[]): void {
  const { waiting } = to.data;
  waiting.push(...more);
  while (waiting[0]) {
    const written = to.write(waiting[0]);
    if (written < waiting[0].length) {
      waiting[0] = waiting[0].subarray(Math.max(0, written));
      return;
    }
    waiting.shift();
  }
}
