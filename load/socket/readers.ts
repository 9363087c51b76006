import { LoadSocket } from "./load-socket.ts";

interface Options {
  /** Read for each socket, so that a getter can spread them over several nodes. */
  readonly port: number;
  readonly conversation: string;
  /** One for each reader. */
  readonly tokens: readonly string[];
  /** How many of the latest messages they have not read; the marks they can set before they have read everything. */
  readonly unread: number;
}

/** People who read on, message by message, and wait until each mark is stored. */
export class Readers implements Disposable {
  readonly #sockets: LoadSocket[] = [];
  readonly #read: number[] = [];

  private constructor(private readonly conversation: string) {}

  static async gather(options: Options): Promise<Readers> {
    const { conversation, tokens, unread } = options;
    const readers = new Readers(conversation);
    for (const token of tokens) {
      const socket = await LoadSocket.open({ port: options.port, token }, {});
      await socket.request("sync.resume", { cursor: null });
      const { seq } = await socket.request<{ seq: number }>("conversation.get", { conversation });
      readers.#sockets.push(socket);
      readers.#read.push(Math.max(0, seq - unread));
    }
    return readers;
  }

  /** Each reads on as soon as the mark before is stored; returns the number of marks. */
  async markInTurns(seconds: number): Promise<number> {
    const until = performance.now() + seconds * 1_000;
    let marks = 0;
    await Promise.all(
      this.#sockets.map(async (socket, index) => {
        while (performance.now() < until) {
          const seq = (this.#read[index] ?? 0) + 1;
          const { read_seq } = await socket.request<{ read_seq: number }>("conversation.mark_read", {
            conversation: this.conversation,
            seq,
          });
          if (read_seq !== seq) throw new Error(`the mark stands at ${read_seq} and not at ${seq}`);
          this.#read[index] = seq;
          marks++;
        }
      }),
    );
    return marks;
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets) socket.close();
  }
}
