import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Client } from "pg";
import { freePort } from "#testkit/free-port.ts";
import { findPostgres, startPostgres, type TestPostgres } from "#testkit/postgres.ts";
import { rejectionOf } from "#testkit/rejection.ts";
import { until } from "#testkit/until.ts";
import { DatabaseLock, type DatabaseLockOptions } from "./database-lock.ts";
import { lockNode } from "./node-lock.ts";
import { StartError } from "./start-error.ts";
import { openStore } from "./store/open-store.ts";

const ignore = () => {};
const taken = "Somebody else is there.";
const alone = { company: "alone", refusal: taken, onTaken: ignore } as const;
const together = { ...alone, company: "together" } as const;

async function refusal(url: string, options: DatabaseLockOptions = alone): Promise<string> {
  const error: unknown = await DatabaseLock.take(url, options).then(
    (lock) => lock[Symbol.asyncDispose](),
    (reason: unknown) => reason,
  );
  if (error === undefined) return "granted";
  expect(error).toBeInstanceOf(StartError);
  return (error as StartError).message;
}

describe.skipIf(!findPostgres())("DatabaseLock", () => {
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
    const lock = await DatabaseLock.take(url, alone);
    expect(await refusal(url)).toBe(taken);
    expect(await refusal(await postgres.createDatabase())).toBe("granted");
    await lock[Symbol.asyncDispose]();
    expect(await refusal(url)).toBe("granted");
  });

  test("the lock ends with its process, even by SIGKILL", async () => {
    const source = `
      import { DatabaseLock, type DatabaseLockOptions } from "./database-lock.ts";
      const lock = await DatabaseLock.take(${JSON.stringify(url)}, { company: "alone", refusal: "", onTaken: () => {} });
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
    await using lock = await DatabaseLock.take(url, { ...alone, retryMs: 10 });
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
    await using lock = await DatabaseLock.take(url, { ...alone, retryMs: 10 });
    expect(lock).toBeDefined();
    await postgres.kill();
    await postgres.start();
    await until(async () => (await holders()).length === 1);
    expect(await refusal(url)).toBe(taken);
  }, 30_000);

  test("when another node was faster, this one is told, once", async () => {
    const reasons: StartError[] = [];
    await using first = await DatabaseLock.take(url, { ...alone, onTaken: (reason) => reasons.push(reason), retryMs: 1 });
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

  test("any number may be there together, and nobody alone beside them", async () => {
    const first = await DatabaseLock.take(url, together);
    const second = await DatabaseLock.take(url, together);
    expect(await refusal(url)).toBe(taken);
    await first[Symbol.asyncDispose]();
    expect(await refusal(url)).toBe(taken);
    await second[Symbol.asyncDispose]();
    await using single = await DatabaseLock.take(url, alone);
    expect(single).toBeDefined();
    expect(await refusal(url, together)).toBe(taken);
  });

  test("nodes with and without Redis refuse each other on one database, and each says what to do", async () => {
    const attempt = (redis_url: string | null) => lockNode({ data_dir: "unused", database_url: url, redis_url }, ignore);
    {
      await using single = await attempt(null);
      expect(single).toBeDefined();
      expect((await rejectionOf(attempt(null))).message).toContain("Several nodes need REDIS_URL too");
      expect((await rejectionOf(attempt("redis://localhost"))).message).toContain("give every node the same REDIS_URL");
    }
    await using node = await attempt("redis://localhost");
    await using another = await attempt("redis://localhost");
    expect([node, another]).toBeArrayOfSize(2);
    expect((await rejectionOf(attempt(null))).message).toContain("Several nodes need REDIS_URL too");
  });

  test("a database has one name on all nodes, another database another, and no name tells an address", async () => {
    const names: string[] = [];
    for (const database_url of [url, url.replace("127.0.0.1", "localhost"), await postgres.createDatabase()]) {
      await using lock = await lockNode({ data_dir: "unused", database_url, redis_url: "redis://localhost" }, ignore);
      await (await openStore({ data_dir: "unused", database_url })).close();
      names.push(await lock.identify());
    }
    expect(names[1]).toBe(names[0] as string);
    expect(new Set(names).size).toBe(2);
    expect(names.join()).not.toContain("://");
  });
});

test("a database that is not there stops the start, without the password", async () => {
  const port = await freePort();
  const sentence = await refusal(`postgres://ana:opensesame@127.0.0.1:${port}/parlor`);
  expect(sentence).toStartWith(`PostgreSQL at 127.0.0.1:${port} cannot be used`);
  expect(sentence).not.toContain("opensesame");
});
