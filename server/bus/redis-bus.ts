import type { Redis } from "ioredis";
import { connectRedis, isConnectionLoss, type RedisConnectionOptions, toStartError } from "../redis/connect.ts";
import type { Bus } from "./bus.ts";

/** Characters published and not yet taken by Redis. Beyond it payloads are dropped: a slow Redis must not fill the memory. */
const maxOutgoing = 16 * 1024 * 1024;
const topicsPerCommand = 1_000;
const heartbeatMs = 5_000;
/** Several connections and nodes come back at about the same time; what they say is passed on at most this often. */
const restoredEveryMs = 1_000;

/**
 * The bus over Redis' PUBLISH: one connection publishes, another listens, and a node hears its own payloads from Redis
 * like everybody else's. Beyond the contract:
 * - a publisher that could not send something says so on a channel of its own once it can, and every node then runs its
 *   `onRestored` handlers: otherwise nodes whose own connection held would never learn that they missed something;
 * - while Redis is away from both connections, payloads reach this node's own subscribers and nobody else.
 */
export class RedisBus implements Bus {
  readonly #publisher: Redis;
  readonly #subscriber: Redis;
  /** Redis' channels are shared by all its databases, so the number of ours keeps two servers on one Redis apart. */
  readonly #prefix: string;
  readonly #missedChannel: string;
  readonly #handlers = new Map<string, (payload: string) => void>();
  readonly #restoredHandlers: (() => void)[] = [];
  readonly #log: RedisConnectionOptions["log"];
  readonly #heartbeat: ReturnType<typeof setInterval>;
  #restoredTimer: ReturnType<typeof setTimeout> | null = null;
  #restoredAgain = false;
  #batch: { channel: string; payload: string }[] = [];
  #outgoing = 0;
  /** Something that was published may not have arrived, and nobody has been told. */
  #missed = false;

  static async open(options: Omit<RedisConnectionOptions, "name">): Promise<RedisBus> {
    const publisher = await connectRedis({ ...options, name: "publisher" });
    const subscriber = await connectRedis({ ...options, name: "subscriber" }).catch((error: unknown) => {
      publisher.disconnect();
      throw error;
    });
    const bus = new RedisBus(publisher, subscriber, options.log);
    try {
      await bus.#subscribeAll();
      return bus;
    } catch (error) {
      await bus.close();
      throw toStartError(subscriber, error);
    }
  }

  private constructor(publisher: Redis, subscriber: Redis, log: RedisConnectionOptions["log"]) {
    this.#log = log;
    this.#publisher = publisher;
    this.#subscriber = subscriber;
    this.#prefix = `parlor:${publisher.options.db ?? 0}:topic:`;
    this.#missedChannel = `parlor:${publisher.options.db ?? 0}:missed`;
    publisher.on("ready", () => void this.#tellMissed());
    subscriber.on("ready", () => void this.#restore());
    subscriber.on("message", (channel, payload) => {
      if (channel === this.#missedChannel) this.#restored();
      else this.#handlers.get(channel.slice(this.#prefix.length))?.(payload);
    });
    // A peer that vanished without a word is noticed only by asking it; the connection's limit of silence does the rest.
    this.#heartbeat = setInterval(() => this.ping().catch(() => {}), heartbeatMs);
    this.#heartbeat.unref();
  }

  publish(topic: string, payload: string): void {
    if (this.#publisher.status !== "ready" || this.#outgoing > maxOutgoing) {
      this.#missed = true;
      // With one of the two connections up, a payload delivered here could arrive again or overtake an earlier one.
      const alone = this.#publisher.status !== "ready" && this.#subscriber.status !== "ready";
      if (alone) queueMicrotask(() => this.#handlers.get(topic)?.(payload));
      return;
    }
    this.#outgoing += payload.length;
    this.#batch.push({ channel: this.#prefix + topic, payload });
    if (this.#batch.length === 1) setImmediate(() => void this.#flush());
  }

  async subscribe(topic: string, handler: (payload: string) => void): Promise<void> {
    if (this.#handlers.has(topic)) throw new TypeError(`The topic ${topic} is subscribed already`);
    this.#handlers.set(topic, handler);
    await this.#ask(() => this.#subscriber.subscribe(this.#prefix + topic));
  }

  async unsubscribe(topic: string): Promise<void> {
    if (!this.#handlers.delete(topic)) return;
    await this.#ask(() => this.#subscriber.unsubscribe(this.#prefix + topic));
  }

  onRestored(handler: () => void): void {
    this.#restoredHandlers.push(handler);
  }

  async ping(): Promise<void> {
    await Promise.all([this.#publisher.ping(), this.#subscriber.ping()]);
  }

  async close(): Promise<void> {
    clearInterval(this.#heartbeat);
    if (this.#restoredTimer) clearTimeout(this.#restoredTimer);
    this.#restoredHandlers.length = 0;
    await this.#flush();
    this.#handlers.clear();
    this.#publisher.disconnect();
    this.#subscriber.disconnect();
  }

  async #flush(): Promise<void> {
    const batch = this.#batch;
    if (batch.length === 0) return;
    this.#batch = [];
    const pipeline = this.#publisher.pipeline();
    for (const { channel, payload } of batch) pipeline.publish(channel, payload);
    const answers = await pipeline.exec();
    for (const { payload } of batch) this.#outgoing -= payload.length;
    if (!answers || answers.some(([error]) => error)) this.#missed = true;
    if (this.#outgoing === 0) await this.#tellMissed();
  }

  async #tellMissed(): Promise<void> {
    if (!this.#missed || this.#publisher.status !== "ready") return;
    this.#missed = false;
    try {
      await this.#publisher.publish(this.#missedChannel, "");
    } catch {
      this.#missed = true;
    }
  }

  /** While the connection is away there is nothing to ask: the topics wanted when it comes back are subscribed then. */
  async #ask(command: () => Promise<unknown>): Promise<void> {
    if (this.#subscriber.status !== "ready") return;
    try {
      await command();
    } catch (error) {
      if (!isConnectionLoss(error)) throw error;
    }
  }

  async #restore(): Promise<void> {
    try {
      await this.#subscribeAll();
    } catch (error) {
      // A connection that broke again starts over at its next "ready".
      if (!isConnectionLoss(error)) this.#log.warn({ reason: String(error) }, "Redis refuses the subscriptions of this node");
      return;
    }
    this.#restored();
  }

  /** Sent in one go, so that whoever subscribes or unsubscribes meanwhile comes after. */
  async #subscribeAll(): Promise<void> {
    const channels = [this.#missedChannel, ...Array.from(this.#handlers.keys(), (topic) => this.#prefix + topic)];
    const commands: Promise<unknown>[] = [];
    for (let start = 0; start < channels.length; start += topicsPerCommand)
      commands.push(this.#subscriber.subscribe(...channels.slice(start, start + topicsPerCommand)));
    await Promise.all(commands);
  }

  #restored(): void {
    if (this.#restoredTimer) {
      this.#restoredAgain = true;
      return;
    }
    this.#restoredTimer = setTimeout(() => {
      this.#restoredTimer = null;
      if (!this.#restoredAgain) return;
      this.#restoredAgain = false;
      this.#restored();
    }, restoredEveryMs);
    this.#restoredTimer.unref();
    for (const handler of this.#restoredHandlers) handler();
  }
}
