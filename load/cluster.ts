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
const rooms = 10;
const senders = 64;
const seconds = 4;
const paced = 20;
const ahead = 64;

interface Cost {
  readonly nodes: number;
  readonly postgres: number;
  readonly redis: number;
}

interface Line {
  readonly nodes: number;
  readonly what: string;
  readonly unit: string;
  readonly cost: Cost;
  readonly perSecond: number;
}

class Cluster implements AsyncDisposable {
  #next = 0;

  private constructor(
    private readonly children: readonly Child[],
    private readonly ports: readonly number[],
    private readonly parts: { postgres: TestPostgres; redis: TestRedis },
  ) {}

  static async start(
    count: number,
    env: Readonly<Record<string, string>>,
    parts: { postgres: TestPostgres; redis: TestRedis },
  ): Promise<Cluster> {
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

  /** Bytes of all nodes together. */
  async memory(): Promise<number> {
    const bytes = await Promise.all(this.children.map((child) => child.memory()));
    return bytes.reduce((sum, own) => sum + own, 0);
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

/** How often something happens while `work` runs, and what each time costs. */
async function measure(cluster: Cluster, work: () => Promise<number>): Promise<{ cost: Cost; perSecond: number }> {
  const before = await cluster.cpu();
  const start = performance.now();
  const count = await work();
  const perSecond = (count / (performance.now() - start)) * 1_000;
  const after = await cluster.cpu();
  return {
    cost: {
      nodes: (after.nodes - before.nodes) / count,
      postgres: (after.postgres - before.postgres) / count,
      redis: (after.redis - before.redis) / count,
    },
    perSecond,
  };
}

async function measureWith(count: number, parts: { postgres: TestPostgres; redis: TestRedis }): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), "parlor-load-"));
  const database_url = await parts.postgres.createDatabase();
  const { lobby, rooms: others, tokens } = await seed(folder, database_url);
  const env = { DATA_DIR: folder, DATABASE_URL: database_url, REDIS_URL: `${parts.redis.url}/${count}` };
  await using cluster = await Cluster.start(count, env, parts);
  const lines: Line[] = [];
  const add = async (what: string, unit: string, work: () => Promise<number>) => {
    lines.push({ nodes: count, what, unit, ...(await measure(cluster, work)) });
  };
  const room = {
    lobby,
    tokens,
    get port() {
      return cluster.port;
    },
  };
  {
    const memory = await cluster.memory();
    let gathered: Crowd | null = null;
    await add("connect and catch up", "connection", async () => {
      gathered = await Crowd.gather(room);
      return people;
    });
    using crowd = gathered as unknown as Crowd;
    console.error(`memory per connection: ${(((await cluster.memory()) - memory) / people / 1_024).toFixed(1)} kB`);
    const deliveries = async (work: () => Promise<void>) => {
      const before = crowd.completed;
      await work();
      return (crowd.completed - before) * people;
    };
    await add(`to ${people}, ${paced} messages/s`, "delivery", () => deliveries(() => crowd.sendPaced(paced, seconds)));
    await add(`to ${people}, saturated`, "delivery", () => deliveries(() => crowd.sendSaturated(ahead, seconds)));
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
    await all.sendInTurns(1);
    await add(`${senders} senders, ${what}`, "send", async () => Math.round((await all.sendInTurns(seconds)) * seconds));
  }
  rmSync(folder, { recursive: true, force: true });
  return lines;
}

function formatLines(lines: readonly Line[]): string {
  const number = (value: number) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));
  const rows = lines.map(({ nodes, what, unit, cost, perSecond }) =>
    [
      nodes,
      what,
      unit,
      number(cost.nodes),
      number(cost.postgres),
      number(cost.redis),
      Math.round(perSecond).toLocaleString("en"),
    ].join(" | "),
  );
  const header = "| nodes | what | µs of CPU per | nodes together | PostgreSQL | Redis | per second here |";
  return [header, "| --- | --- | --- | --- | --- | --- | --- |", ...rows.map((row) => `| ${row} |`)].join("\n");
}

// Before the load is pinned, which what it starts would inherit: the databases may use any core.
await using postgres = await startPostgres({ fsync: true });
await using redis = await startRedis();
pinSelf();
const lines: Line[] = [];
for (const count of [1, 2, 3]) {
  console.error(`${count} …`);
  lines.push(...(await measureWith(count, { postgres, redis })));
}
console.log(formatLines(lines));
