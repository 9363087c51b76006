import type { SocketLike } from "../dependencies.ts";

type Listener = (event: never) => void;

/** Both ends of one socket in memory. What the server sends arrives at once; what the client sends, a turn later. */
export class FakeSocket implements SocketLike {
  readonly #listeners: { message: Listener[]; close: Listener[] } = { message: [], close: [] };
  isOpen = true;
  /** The server's end: hears each request, and that the client went away. */
  onRequest: (text: string) => void = () => undefined;
  onClientClose: () => void = () => undefined;
  /** A dead line: open on both ends, and nothing gets through. */
  isDead = false;

  send(text: string): void {
    queueMicrotask(() => {
      if (this.isOpen && !this.isDead) this.onRequest(text);
    });
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.onClientClose();
  }

  addEventListener(type: "message" | "close", listener: Listener): void {
    this.#listeners[type].push(listener);
  }

  /** From the server. */
  push(frame: unknown): void {
    if (this.isOpen && !this.isDead) this.#fire("message", { data: JSON.stringify(frame) });
  }

  /** Text that is no frame. */
  pushRaw(data: string): void {
    this.#fire("message", { data });
  }

  /** Closed by the server, or cut (1006). */
  end(code: number): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#fire("close", { code });
  }

  #fire(type: "message" | "close", event: object): void {
    for (const listener of this.#listeners[type]) listener(event as never);
  }
}
