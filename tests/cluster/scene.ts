import { afterAll, beforeAll, setDefaultTimeout } from "bun:test";
import type { Message } from "#protocol/objects/message.ts";
import { at, Cluster } from "#testkit/cluster.ts";
import { startPostgres, type TestPostgres } from "#testkit/postgres.ts";
import type { RawPerson } from "#testkit/raw-client.ts";
import { startRedis, type TestRedis } from "#testkit/redis.ts";

/** The parts that nodes share, started once for a file of tests. */
export interface Parts {
  readonly postgres: TestPostgres;
  readonly redis: TestRedis;
  /** Nodes on a database of their own. */
  startCluster(nodes: number, env?: Record<string, string>): Promise<Cluster>;
}

export function useParts(): Parts {
  // Starting three nodes takes a second, or ten on a machine that has other things to do.
  setDefaultTimeout(60_000);
  let postgres: TestPostgres;
  let redis: TestRedis;
  let clusters = 0;
  beforeAll(async () => {
    [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  });
  afterAll(async () => {
    await Promise.all([postgres[Symbol.asyncDispose](), redis[Symbol.asyncDispose]()]);
  });
  return {
    get postgres() {
      return postgres;
    },
    get redis() {
      return redis;
    },
    async startCluster(nodes, env = {}) {
      // A number of Redis' own for each: what the cluster of the test before has left would count for a while.
      const redis_url = `${redis.url}/${clusters++}`;
      return Cluster.start({ nodes, database_url: await postgres.createDatabase(), redis_url, env });
    },
  };
}

/** The conversation that everybody is in. */
export async function lobbyOf(person: RawPerson): Promise<string> {
  const { conversations } = await person.call("conversation.list", {});
  const lobby = conversations.find(({ kind }) => kind === "lobby");
  if (!lobby) throw new Error("this account is in no lobby");
  return lobby.id;
}

/** Everything a conversation holds, as the database has it. */
export async function storedMessages(person: RawPerson, conversation: string): Promise<Message[]> {
  const messages: Message[] = [];
  for (let after_seq = 0, has_after = true; has_after; ) {
    const page = await person.call("conversation.history", { conversation: conversation as never, after_seq, limit: 100 });
    messages.push(...page.messages);
    after_seq = page.messages.at(-1)?.seq ?? after_seq;
    has_after = page.has_after;
  }
  return messages;
}

export async function storedTexts(person: RawPerson, conversation: string): Promise<string[]> {
  const messages = await storedMessages(person, conversation);
  return messages.flatMap((message) => (message.type === "text" ? [message.body.text] : []));
}

/** A socket of the person on this node, caught up. */
export async function connectTo(node: { readonly url: string }, person: RawPerson) {
  const socket = await at(node, person).connect();
  await socket.resume();
  return socket;
}

/** Rejects when the promise has not kept its time; for promises that name one. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`not within ${ms} ms`)), ms);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
