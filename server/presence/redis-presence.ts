import type { Redis } from "ioredis";
import type { PresenceState } from "#protocol/objects/person.ts";
import { connectRedis, isConnectionLoss, type RedisConnectionOptions, toStartError } from "../redis/connect.ts";
import { defineScript } from "../redis/script.ts";
import { StartError } from "../start-error.ts";
import { OwnPeople } from "./own-people.ts";
import { presenceScripts } from "./presence-scripts.ts";
import type { PresenceStore } from "./presence-store.ts";
import { SharedAnswers } from "./shared-answers.ts";

export interface RedisPresenceOptions extends Omit<RedisConnectionOptions, "name" | "batched"> {
  /** Names the database this node works on. Nodes of one Redis must share it, or they would show each other strangers. */
  readonly database: string;
  /** What a node reported counts for this long after its last sign of life. */
  readonly lapse_ms?: number;
  /** Time between two signs of life. */
  readonly refresh_ms?: number;
}

type Command = [name: string, ...args: (string | number)[]];

const prefix = "parlor:presence:";
const nodesKey = `${prefix}nodes`;
/** Keys of a dead node disappear after this many times lapse_ms. That they do not count is the list's doing. */
const keysOutlive = 20;
const beatsPerRenewal = 20;
/** Of commands in one pipeline, and of people in one command: more would stall Redis or this node's loop. */
const batchSize = 1_000;

/**
 * Presence over all nodes, in Redis. Each node writes under a name of its own: a hash of its people's states, a set of
 * its people for each conversation, and itself into the list of living nodes every few seconds. Reading joins what the
 * living nodes wrote. A dead node drops off the list, and with it at once all it wrote.
 *
 * A node also keeps in memory what it reported. After every break, and when Redis has forgotten it, it writes all of it
 * under a new name and takes the old name off the list in the same step, so that neither half a report nor leftovers of
 * an old one are ever seen. Until then, and while Redis is away, it answers with its own people.
 */
export class RedisPresence implements PresenceStore {
  readonly #redis: Redis;
  readonly #options: RedisPresenceOptions;
  readonly #lapseMs: number;
  readonly #own = new OwnPeople();
  /** Redis goes through everybody for each, and whoever comes back wants to know: a thousand at once ask once or twice. */
  readonly #counts = new SharedAnswers((conversation) => this.#count(conversation));
  readonly #scripts;
  readonly #heart: ReturnType<typeof setInterval>;
  #node = "";
  /** Names of this node that may be on the list. */
  #listed: string[] = [];
  /** What Redis holds under `#node` is whole and counts. */
  #reported = false;
  #reporting = false;
  #beats = 0;

  static async open(options: RedisPresenceOptions): Promise<RedisPresence> {
    const presence = new RedisPresence(await connectRedis({ ...options, name: "presence", batched: true }), options);
    try {
      if (await presence.#report(options.database)) return presence;
    } catch (error) {
      await presence.close();
      throw toStartError(presence.#redis, error);
    }
    await presence.close();
    throw new StartError(
      "Another Parlor with another database uses the Redis of REDIS_URL: nodes of one server need the same DATABASE_URL, separate servers need separate Redis databases such as redis://host/1.",
    );
  }

  private constructor(redis: Redis, options: RedisPresenceOptions) {
    this.#redis = redis;
    this.#options = options;
    this.#lapseMs = options.lapse_ms ?? 15_000;
    this.#scripts = {
      join: defineScript<number>(redis, "presenceJoin", presenceScripts.join),
      beat: defineScript<number>(redis, "presenceBeat", presenceScripts.beat),
      states: defineScript<PresenceState[]>(redis, "presenceStates", presenceScripts.states),
      count: defineScript<number>(redis, "presenceCount", presenceScripts.count),
      nodes: defineScript<number>(redis, "presenceNodes", presenceScripts.nodes),
      people: defineScript<string[]>(redis, "presencePeople", presenceScripts.people),
    };
    redis.on("close", () => {
      this.#reported = false;
    });
    redis.on("ready", () => this.#attempt(() => this.#report()));
    this.#heart = setInterval(() => this.#attempt(() => this.#beat()), options.refresh_ms ?? 5_000);
    this.#heart.unref();
  }

  async set(person: string, state: PresenceState): Promise<void> {
    if (!this.#own.set(person, state)) return;
    const key = statesKey(this.#node);
    if (state === "offline") return this.#write(() => this.#redis.hdel(key, person));
    return this.#write(() => this.#redis.hset(key, person, state), this.#own.states.size === 1 ? key : undefined);
  }

  async enter(conversation: string, person: string): Promise<void> {
    if (!this.#own.enter(conversation, person)) return;
    const key = peopleKey(this.#node, conversation);
    return this.#write(() => this.#redis.sadd(key, person), this.#own.count(conversation) === 1 ? key : undefined);
  }

  async leave(conversation: string, person: string): Promise<void> {
    if (!this.#own.leave(conversation, person)) return;
    return this.#write(() => this.#redis.srem(peopleKey(this.#node, conversation), person));
  }

  async states(people: readonly string[]): Promise<Map<string, PresenceState>> {
    const found = await Promise.all(
      batches(people).map((part) =>
        this.#read(
          async () => zip(part, await this.#scripts.states(nodesKey, this.#lapseMs, prefix, ...part)),
          () => this.#own.statesOf(part),
        ),
      ),
    );
    return new Map(found.flatMap((part) => [...part]));
  }

  count(conversation: string): Promise<number> {
    return this.#counts.get(conversation);
  }

  async people(conversation: string): Promise<string[]> {
    return (await this.certainPeople(conversation)) ?? this.#own.people(conversation);
  }

  certainPeople(conversation: string): Promise<string[] | null> {
    return this.#read<string[] | null>(
      () => this.#scripts.people(nodesKey, this.#lapseMs, prefix, conversation),
      () => null,
    );
  }

  nodes(): Promise<number> {
    return this.#read(
      () => this.#scripts.nodes(nodesKey, this.#lapseMs),
      () => 1,
    );
  }

  async close(): Promise<void> {
    clearInterval(this.#heart);
    this.#own.clear();
    // Whoever is here must not be seen for another lapse_ms when the node leaves in good order.
    if (this.#redis.status === "ready" && this.#listed.length > 0)
      await this.#redis.zrem(nodesKey, ...this.#listed).catch(() => 0);
    this.#redis.disconnect();
  }

  /** `fresh` is the key when the command makes it. What cannot be written now is in the next report. */
  async #write(command: () => Promise<unknown>, fresh?: string): Promise<void> {
    if (this.#redis.status !== "ready") return;
    try {
      await Promise.all([command(), fresh && this.#redis.pexpire(fresh, this.#lapseMs * keysOutlive)]);
    } catch {
      this.#reported = false;
    }
  }

  #count(conversation: string): Promise<number> {
    return this.#read(
      () => this.#scripts.count(nodesKey, this.#lapseMs, prefix, conversation),
      () => this.#own.count(conversation),
    );
  }

  async #read<T>(all: () => Promise<T>, own: () => T): Promise<T> {
    if (!this.#reported) return own();
    try {
      return await all();
    } catch {
      return own();
    }
  }

  /** False when `database` is given and a living node works on another. */
  async #report(database = ""): Promise<boolean> {
    this.#node = `${this.#options.database}/${crypto.randomUUID()}`;
    this.#reporting = true;
    try {
      await this.#sendAll(this.#everything(this.#node));
      const former = this.#listed;
      this.#listed = [...former, this.#node];
      if ((await this.#scripts.join(nodesKey, this.#lapseMs, database, this.#node, ...former)) === 0) return false;
      this.#listed = [this.#node];
      this.#reported = true;
      return true;
    } finally {
      this.#reporting = false;
    }
  }

  async #beat(): Promise<void> {
    if (this.#redis.status !== "ready" || this.#reporting) return;
    const node = this.#node;
    const known = this.#reported && (await this.#scripts.beat(nodesKey, this.#lapseMs, node)) === 1;
    if (node !== this.#node) return;
    if (!known) await this.#report();
    else if (++this.#beats % beatsPerRenewal === 0) await this.#sendAll(this.#renewals(node));
  }

  *#everything(node: string): Iterable<Command> {
    for (const [person, state] of this.#own.states) yield ["hset", statesKey(node), person, state];
    for (const [conversation, people] of this.#own.conversations)
      for (const part of batches([...people])) yield ["sadd", peopleKey(node, conversation), ...part];
    yield* this.#renewals(node);
  }

  *#renewals(node: string): Iterable<Command> {
    const lifetime = this.#lapseMs * keysOutlive;
    yield ["pexpire", statesKey(node), lifetime];
    for (const conversation of this.#own.conversations.keys()) yield ["pexpire", peopleKey(node, conversation), lifetime];
  }

  async #sendAll(commands: Iterable<Command>): Promise<void> {
    let batch: Command[] = [];
    for (const command of commands) {
      batch.push(command);
      if (batch.length < batchSize) continue;
      await this.#send(batch);
      batch = [];
    }
    await this.#send(batch);
  }

  async #send(batch: Command[]): Promise<void> {
    const answers = await this.#redis.pipeline(batch).exec();
    const failure = answers?.find(([error]) => error)?.[0];
    if (failure) throw failure;
  }

  /** A connection that broke is reported by the connection; whatever else Redis refuses is tried again at the next beat. */
  #attempt(work: () => Promise<unknown>): void {
    work().catch((error: unknown) => {
      this.#reported = false;
      if (!isConnectionLoss(error))
        this.#options.log.warn({ reason: String(error) }, "Redis does not take the presence of this node");
    });
  }
}

function statesKey(node: string): string {
  return `${prefix}${node}:states`;
}

function peopleKey(node: string, conversation: string): string {
  return `${prefix}${node}:in:${conversation}`;
}

function batches<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / batchSize) }, (_, index) =>
    items.slice(index * batchSize, (index + 1) * batchSize),
  );
}

function zip(people: readonly string[], states: readonly PresenceState[]): Map<string, PresenceState> {
  return new Map(people.map((person, index) => [person, states[index] ?? "offline"]));
}
