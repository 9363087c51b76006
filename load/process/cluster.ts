import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockDataFolder } from "#server/data-lock.ts";
import { moveDatabase } from "#server/store/move/move-database.ts";
import type { TestPostgres } from "#testkit/postgres.ts";
import type { TestRedis } from "#testkit/redis.ts";
import type { Seed, Seeded } from "../seeder.ts";
import { Child } from "./child.ts";
import { cpuOfFamily, memoryOfFamily } from "./family.ts";

/** What all nodes share. */
export interface Parts {
  readonly postgres: TestPostgres;
  readonly redis: TestRedis;
}

/** Of all nodes together, and of what they share. */
export interface Cost {
  readonly nodes: number;
  readonly postgres: number;
  readonly redis: number;
}

/** Several nodes on a filled database, each in a process of its own. */
export class Cluster implements AsyncDisposable {
  #next = 0;

  private constructor(
    readonly seeded: Seeded,
    private readonly folder: string,
    private readonly children: readonly Child[],
    private readonly ports: readonly number[],
    private readonly parts: Parts,
  ) {}

  static async start(count: number, seed: Seed, parts: Parts): Promise<Cluster> {
    const folder = mkdtempSync(join(tmpdir(), "parlor-load-"));
    const database_url = await parts.postgres.createDatabase();
    const seeded = await fill(folder, database_url, seed);
    const env = { DATA_DIR: folder, DATABASE_URL: database_url, REDIS_URL: `${parts.redis.url}/${count}`, LOG_LEVEL: "error" };
    const children = Array.from({ length: count }, () => new Child("cluster-node.ts"));
    const ports = await Promise.all(children.map((child) => child.call<number>("start", env)));
    return new Cluster(seeded, folder, children, ports, parts);
  }

  get size(): number {
    return this.children.length;
  }

  /** Each time the next node's, as a round-robin proxy would choose. */
  get port(): number {
    return this.ports[this.#next++ % this.ports.length] ?? 0;
  }

  /** µs of CPU time used so far. */
  async cpu(): Promise<Cost> {
    return this.#cost(await Promise.all(this.children.map((child) => child.cpu())), cpuOfFamily);
  }

  /** Bytes of their own, after garbage collection in the nodes. */
  async memory(): Promise<Cost> {
    return this.#cost(await Promise.all(this.children.map((child) => child.memory())), memoryOfFamily);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.children.map((child) => child[Symbol.asyncDispose]()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  #cost(nodes: readonly number[], costOf: (pid: number) => number): Cost {
    const { postgres, redis } = this.parts;
    return {
      nodes: nodes.reduce((sum, cost) => sum + cost, 0),
      postgres: postgres.pid ? costOf(postgres.pid) : 0,
      redis: redis.pid ? costOf(redis.pid) : 0,
    };
  }
}

async function fill(folder: string, database_url: string, seed: Seed): Promise<Seeded> {
  await using seeder = new Child("seeder.ts");
  const seeded = await seeder.call<Seeded>("seed", { folder, ...seed });
  using lock = lockDataFolder(folder);
  await moveDatabase({ file: join(folder, "parlor.db"), source: lock.id, database_url, onProgress: () => {} });
  return seeded;
}
