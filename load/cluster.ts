import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockDataFolder } from "#server/data-lock.ts";
import { moveDatabase } from "#server/store/move/move-database.ts";
import { startPostgres, type TestPostgres } from "#testkit/postgres.ts";
import { startRedis, type TestRedis } from "#testkit/redis.ts";
import { Child, pinSelf } from "./process/child.ts";
import { cpuOfFamily } from "./process/cpu-of.ts";
import type { Seed, Seeded } from "./seeder.ts";
import { Crowd } from "./socket/crowd.ts";
import { Senders } from "./socket/senders.ts";

/**
 * `bun load/cluster.ts`: what one connection, one delivery and one send cost with one, two and three nodes, in CPU time of
 * the nodes together, of PostgreSQL and of Redis. On a machine with few cores the time that passes says little about several
 * nodes, since they share the cores; the CPU time holds wherever each has its own. See docs/scaling.md.
 */
const people = 1_000;
/** Sockets opened before the first look: they pay for what a process sets up once. */
const first = 250;
const rooms = 10;
const senders = 64;
const seconds = 1.5;
const paced = { perSecond: 20, seconds: 4 };
const saturated = { ahead: 64, seconds: 1.5 };

interface Parts {
  readonly postgres: TestPostgres;
  readonly redis: TestRedis;
}

interface Cost {
  readonly nodes: number;
  readonly postgres: number;
  readonly redis: number;
}

interface Measured {
  readonly cost: Cost;
  readonly perSecond: number;
}

interface Line extends Measured {
  readonly nodes: number;
  readonly what: string;
  readonly unit: string;
}

class Cluster implements AsyncDisposable {
  #next = 0;

  private constructor(
    private readonly children: readonly Child[],
    private readonly ports: readonly number[],
    private readonly parts: Parts,
  ) {}

  static async start(count: number, env: Readonly<Record<string, string>>, parts: Parts): Promise<Cluster> {
    const children = Array.from({ length: count }, () => new Child("cluster-node.ts"));
    const ports = await Promise.all(children.map((child) => child.call<number>("start", env)));
    return new Cluster(children, ports, parts);
  }

  /** Each time the next node's. */
  get port(): number {
    return this.ports[this.#next++ % this.ports.length] ?? 0;
  }

  async cpu(): Promise<Cost> {
    const nodes = await Promise.all(this.children.map((child) => child.cpu()));
    const { postgres, redis } = this.parts;
    return {
      nodes: nodes.reduce((sum, cpu) => sum + cpu, 0),
      postgres: postgres.pid ? cpuOfFamily(postgres.pid) : 0,
      redis: redis.pid ? cpuOfFamily(redis.pid) : 0,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.children.map((child) => child[Symbol.asyncDispose]()));
  }
}

async function seed(folder: string, database_url: string): Promise<Seeded> {
  await using seeder = new Child("seeder.ts");
  const wanted: Seed & { folder: string } = { folder, members: people, rooms, messages: 0 };
  const seeded = await seeder.call<Seeded>("seed", wanted);
  using lock = lockDataFolder(folder);
  await moveDatabase({ file: join(folder, "parlor.db"), source: lock.id, database_url, onProgress: () => {} });
  return seeded;
}

/** What each of many things costs: the cheapest of several rounds, since other programs only ever add to it. */
async function measure(cluster: Cluster, rounds: number, work: (round: number) => Promise<number>): Promise<Measured> {
  const all: Measured[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = await cluster.cpu();
    const start = performance.now();
    const count = await work(round);
    const perSecond = (count / (performance.now() - start)) * 1_000;
    const after = await cluster.cpu();
    const each = (part: keyof Cost) => (after[part] - before[part]) / count;
    all.push({ cost: { nodes: each("nodes"), postgres: each("postgres"), redis: each("redis") }, perSecond });
  }
  const sum = ({ cost }: Measured) => cost.nodes + cost.postgres + cost.redis;
  return all.reduce((best, other) => (sum(other) < sum(best) ? other : best));
}

async function measureWith(count: number, parts: Parts): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), "parlor-load-"));
  const database_url = await parts.postgres.createDatabase();
  const { lobby, rooms: others, tokens } = await seed(folder, database_url);
  const env = { DATA_DIR: folder, DATABASE_URL: database_url, REDIS_URL: `${parts.redis.url}/${count}` };
  await using cluster = await Cluster.start(count, env, parts);
  const lines: Line[] = [];
  const add = async (what: string, unit: string, work: Promise<Measured>) => {
    lines.push({ nodes: count, what, unit, ...(await work) });
  };
  {
    using crowd = await Crowd.gather({
      lobby,
      tokens: tokens.slice(0, first),
      get port() {
        return cluster.port;
      },
    });
    const group = (people - first) / 5;
    const connect = async (round: number) => {
      await crowd.join(tokens.slice(first + round * group, first + (round + 1) * group));
      return group;
    };
    await add("connect and catch up", "connection", measure(cluster, 5, connect));
    const deliveries = async (work: Promise<void>) => {
      const before = crowd.completed;
      await work;
      return (crowd.completed - before) * people;
    };
    const quiet = () => deliveries(crowd.sendPaced(paced.perSecond, paced.seconds));
    const busy = () => deliveries(crowd.sendSaturated(saturated.ahead, saturated.seconds));
    await add(`to ${people}, ${paced.perSecond} messages/s`, "delivery", measure(cluster, 3, quiet));
    await add(`to ${people}, saturated`, "delivery", measure(cluster, 5, busy));
  }
  for (const [what, conversations] of [
    ["1 conversation", [lobby]],
    [`${rooms} conversations`, others],
  ] as const) {
    using all = await Senders.gather({
      conversations,
      tokens: tokens.slice(1, senders + 1),
      witness: tokens[0] ?? "",
      follow: false,
      get port() {
        return cluster.port;
      },
    });
    const send = async () => Math.round((await all.sendInTurns(seconds)) * seconds);
    await add(`${senders} senders, ${what}`, "send", measure(cluster, 5, send));
  }
  rmSync(folder, { recursive: true, force: true });
  return lines;
}

const header = `| nodes | what | µs of CPU per | nodes together | PostgreSQL | Redis | per second here |
| --- | --- | --- | --- | --- | --- | --- |`;

function formatLines(lines: readonly Line[]): string {
  const number = (value: number) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));
  const rows = lines.map(({ nodes, what, unit, cost, perSecond }) => {
    const costs = [cost.nodes, cost.postgres, cost.redis].map(number);
    return [nodes, what, unit, ...costs, Math.round(perSecond).toLocaleString("en")].join(" | ");
  });
  return rows.map((row) => `| ${row} |`).join("\n");
}

// Before the load is pinned, which what it starts would inherit: the databases may use any core.
await using postgres = await startPostgres({ fsync: true });
await using redis = await startRedis();
pinSelf();
console.log(header);
for (const count of [1, 2, 3]) console.log(formatLines(await measureWith(count, { postgres, redis })));
