import type { NewMessage } from "../store.ts";
import { StoreUnavailable } from "../store-unavailable.ts";
import type { BatchOutcome } from "./append-batch.ts";
import type { QueryOutcome } from "./connection.ts";
import { toError } from "./sqlite-error.ts";
import type { WriteAnswer, WriteCommand } from "./write-commands.ts";

interface Awaited {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The loop's end of the thread that owns the write connection. Commands run in the order of the calls. */
export class Writer {
  readonly #worker = new Worker(new URL("./write-worker.ts", import.meta.url).href, { smol: true });
  readonly #awaited: Awaited[] = [];
  #gone: StoreUnavailable | null = null;

  static async open(file: string): Promise<Writer> {
    const writer = new Writer();
    try {
      await writer.#send({ kind: "open", file });
    } catch (error) {
      writer.#end("The database could not be opened");
      throw error;
    }
    return writer;
  }

  private constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<WriteAnswer>) => {
      const awaited = this.#awaited.shift();
      if (data.ok) awaited?.resolve(data.value);
      else awaited?.reject(toError(data.error));
    };
    this.#worker.onerror = ({ message }) => this.#end(`The writing thread failed: ${message}`);
    this.#worker.addEventListener("close", () => this.#end("The writing thread has ended"));
  }

  get isGone(): boolean {
    return this.#gone !== null;
  }

  async query(sql: string, parameters: readonly unknown[]): Promise<QueryOutcome> {
    return (await this.#send({ kind: "query", sql, parameters })) as QueryOutcome;
  }

  /** `alone`: in a transaction of their own, flushed when this resolves; else within the one that is open. */
  async append(messages: readonly NewMessage[], options: { alone: boolean }): Promise<BatchOutcome[]> {
    const answer = await this.#send({ kind: "append", messages: JSON.stringify(messages), ...options });
    return JSON.parse(answer as string) as BatchOutcome[];
  }

  async begin(): Promise<void> {
    await this.#send({ kind: "begin" });
  }

  /** Resolves once the transaction is flushed to the disk; rolled back when it rejects. */
  async commit(): Promise<void> {
    await this.#send({ kind: "commit" });
  }

  async rollBack(): Promise<void> {
    await this.#send({ kind: "rollback" });
  }

  async close(): Promise<void> {
    try {
      await this.#send({ kind: "close" });
    } finally {
      this.#end("The database is closed");
    }
  }

  #send(command: WriteCommand): Promise<unknown> {
    if (this.#gone) return Promise.reject(this.#gone);
    return new Promise((resolve, reject) => {
      this.#awaited.push({ resolve, reject });
      this.#worker.postMessage(command);
    });
  }

  #end(reason: string): void {
    if (this.#gone) return;
    this.#gone = new StoreUnavailable(reason);
    this.#worker.terminate();
    for (const { reject } of this.#awaited.splice(0)) reject(this.#gone);
  }
}
