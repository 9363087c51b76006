import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Client } from "pg";
import { freePort } from "#testkit/free-port.ts";
import { findPostgres, startPostgres, type TestPostgres } from "#testkit/postgres.ts";
import { until } from "#testkit/until.ts";
import { lockNode } from "./node-lock.ts";
import { SingleNodeLock } from "./single-node-lock.ts";
import { StartError } from "./start-error.ts";

const ignore = () => {};

async function refusal(url: string): Promise<string> {
  const error: unknown = await SingleNodeLock.take(url, { onTaken: ignore }).then(
    (lock) => lock[Symbol.asyncDispose](),
    (reason: unknown) => reason,
  );
  if (error === undefined) return "granted";
  expect(error).toBeInstanceOf(StartError);
  return (error as StartError).message;
}

const taken = "Another Parlor already uses the database of DATABASE_URL. Several nodes need REDIS_URL too.";

describe.skipIf(!findPostgres())("SingleNodeLock", () => {
  let postgres: TestPostgres;
  let url: string;
  beforeAll(async () => {
    postgres = await startPostgres();
    url = await postgres.createDatabase();
  }, 60_000);
  afterAll(() => postgres[Symbol.asyncDispose]());

  async function query<Row extends object>(text: string): Promise<Row[]> {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }
  const holders = async () =>
    (await query<{ pid: number }>("select pid from pg_locks where locktype = 'advisory' and granted")).map(({ pid }) => pid);

  test("a second node on the database is refused until the first has gone; another database is nobody's business", async () => {
    const lock = await SingleNodeLock.take(url, { onTaken: ignore });
    expect(await refusal(url)).toBe(taken);
    expect(await refusal(await postgres.createDatabase())).toBe("granted");
    await lock[Symbol.asyncDispose]();
    expect(await refusal(url)).toBe("granted");
  });

  test("the lock ends with its process, even by SIGKILL", async () => {
    const source = `
      import { SingleNodeLock } from "./single-node-lock.ts";
      const lock = await SingleNodeLock.take(${JSON.stringify(url)}, { onTaken: () => {} });
      console.log("taken");
      setInterval(() => lock, 1_000);
    `;
    const holder = Bun.spawn([process.execPath, "-e", source], { cwd: import.meta.dir, stdout: "pipe", stderr: "inherit" });
    await holder.stdout.getReader().read();
    expect(await refusal(url)).toBe(taken);
    holder.kill("SIGKILL");
    await until(async () => (await refusal(url)) === "granted");
  });

  test("a lock that was lost is taken again", async () => {
    await using lock = await SingleNodeLock.take(url, { onTaken: ignore, retryMs: 10 });
    expect(lock).toBeDefined();
    const [before] = await holders();
    await query(`select pg_terminate_backend(${before})`);
    await until(async () => {
      const [now] = await holders();
      return now !== undefined && now !== before;
    });
    expect(await refusal(url)).toBe(taken);
  });

  test("it is taken again after a restart of PostgreSQL", async () => {
    await using lock = await SingleNodeLock.take(url, { onTaken: ignore, retryMs: 10 });
    expect(lock).toBeDefined();
    await postgres.kill();
    await postgres.start();
    await until(async () => (await holders()).length === 1);
    expect(await refusal(url)).toBe(taken);
  }, 30_000);

  test("when another node was faster, this one is told, once", async () => {
    const reasons: StartError[] = [];
    await using first = await SingleNodeLock.take(url, { onTaken: (reason) => reasons.push(reason), retryMs: 1 });
    expect(first).toBeDefined();
    const rival = new Client({ connectionString: url });
    await rival.connect();
    const [pid] = await holders();
    const waiting = rival.query("select pg_advisory_lock(123563833847666)");
    await query(`select pg_terminate_backend(${pid})`);
    await waiting;
    await until(() => reasons.length > 0);
    await rival.end();
    await until(async () => (await holders()).length === 0);
    expect(reasons.map(({ message }) => message)).toEqual([taken]);
  });

  test("lockNode wants the lock of a node without Redis alone", async () => {
    await using alone = await lockNode({ data_dir: "unused", database_url: url, redis_url: null }, ignore);
    await expect(lockNode({ data_dir: "unused", database_url: url, redis_url: null }, ignore)).rejects.toThrow(taken);
    await using shared = await lockNode({ data_dir: "unused", database_url: url, redis_url: "redis://localhost" }, ignore);
    expect(shared.database).toBe(alone.database);
    expect(alone.database).not.toContain("://");
  });
});

test("a database that is not there stops the start, without the password", async () => {
  const port = await freePort();
  const sentence = await refusal(`postgres://ana:opensesame@127.0.0.1:${port}/parlor`);
  expect(sentence).toStartWith(`PostgreSQL at 127.0.0.1:${port} cannot be used`);
  expect(sentence).not.toContain("opensesame");
});
