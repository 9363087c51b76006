import { expect, test } from "bun:test";
import { Client } from "pg";
import { query, startProgram, startRefusal, temporaryFolder } from "./program.ts";
import { useParts } from "./scene.ts";

/** Which nodes may work together, and what is said to those that may not. At once, since they wait more than they work. */
const parts = useParts();

test.concurrent("two nodes on one data folder: the second is refused, and told what several nodes need", async () => {
  await using folder = await temporaryFolder();
  await using node = await startProgram({ DATA_DIR: folder.path });
  expect(node).toBeDefined();
  const sentence = await startRefusal({ DATA_DIR: folder.path });
  expect(sentence).toContain("Several nodes need DATABASE_URL and REDIS_URL");
});

test.concurrent("nodes on one PostgreSQL need Redis, all of them", async () => {
  await using folder = await temporaryFolder();
  const without = { DATABASE_URL: await parts.postgres.createDatabase(), DATA_DIR: folder.path };
  const including = { ...without, REDIS_URL: `${parts.redis.url}/1` };
  {
    await using single = await startProgram(without);
    expect(single).toBeDefined();
    expect(await startRefusal(without)).toContain("Several nodes need REDIS_URL too");
    expect(await startRefusal(including)).toContain("give every node the same REDIS_URL");
  }
  await using node = await startProgram(including);
  await using another = await startProgram(including);
  expect([node, another]).toBeArrayOfSize(2);
  expect(await startRefusal(without)).toContain("Several nodes need REDIS_URL too");
});

test.concurrent("nodes on one Redis need one database", async () => {
  await using folder = await temporaryFolder();
  const env = { REDIS_URL: `${parts.redis.url}/2`, DATA_DIR: folder.path };
  await using node = await startProgram({ ...env, DATABASE_URL: await parts.postgres.createDatabase() });
  expect(node).toBeDefined();
  const sentence = "nodes of one server need the same DATABASE_URL";
  expect(await startRefusal({ ...env, DATABASE_URL: await parts.postgres.createDatabase() })).toContain(sentence);
  expect(await startRefusal(env)).toContain(sentence);
});

test.concurrent("a node whose place was taken while it was cut off stops and says why", async () => {
  const DATABASE_URL = await parts.postgres.createDatabase();
  await using folder = await temporaryFolder();
  await using node = await startProgram({ DATABASE_URL, DATA_DIR: folder.path });
  const rival = new Client({ connectionString: DATABASE_URL });
  rival.on("error", () => {});
  await rival.connect();
  // It waits in the queue for the lock and gets it when the node's connection is cut.
  const waiting = rival.query("select pg_advisory_lock(123563833847666)");
  const holder = "datname = current_database() and application_name = 'parlor-lock'";
  await query(DATABASE_URL, `select pg_terminate_backend(pid) from pg_stat_activity where ${holder}`);
  await waiting;
  const { err, code } = await node.ended;
  expect({ err, code }).toEqual({
    err: "Another Parlor already uses the database of DATABASE_URL. Several nodes need REDIS_URL too.\n",
    code: 1,
  });
  await rival.end();
});
