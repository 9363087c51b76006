import { expect, test } from "bun:test";
import { freePort } from "#testkit/free-port.ts";
import { startPostgres } from "#testkit/postgres.ts";
import { startRedis } from "#testkit/redis.ts";
import { startProgram, startRefusal, temporaryFolder } from "./program.ts";

/** Wrong settings stop the start with one sentence that says what to do. */

test("addresses that are none are refused by name", async () => {
  for (const [name, values] of Object.entries({
    DATABASE_URL: ["mysql://ana:opensesame@host/db", "host/db", "postgres"],
    REDIS_URL: ["http://:opensesame@host", "localhost:6379"],
    BLOBS_URL: ["https://KEY:opensesame@host/bucket"],
    METRICS_TOKEN: ["short"],
  })) {
    for (const value of values) expect(await startRefusal({ [name]: value })).toStartWith(`${name} must be`);
  }
}, 60_000);

test("servers that cannot be reached are named, without their passwords", async () => {
  await using folder = await temporaryFolder();
  const port = await freePort();
  for (const host of [`127.0.0.1:${port}`, "no-such-host.invalid"]) {
    const database = { DATABASE_URL: `postgres://ana:opensesame@${host}/parlor`, DATA_DIR: folder.path };
    expect(await startRefusal(database)).toContain(`PostgreSQL at ${host} cannot be used`);
    expect(await startRefusal({ REDIS_URL: `redis://:opensesame@${host}`, DATA_DIR: folder.path })).toContain(`Redis at ${host}`);
  }
}, 60_000);

test("wrong passwords are refused without repeating them", async () => {
  await using folder = await temporaryFolder();
  const DATA_DIR = folder.path;
  await using postgres = await startPostgres({ password: "therightone" });
  await using redis = await startRedis({ password: "therightone" });
  const wrongUrl = (url: string) => Object.assign(new URL(url), { password: "opensesame" }).href;
  expect(await startRefusal({ DATABASE_URL: wrongUrl(await postgres.createDatabase()), DATA_DIR })).toContain(
    "correct the user or password in DATABASE_URL",
  );
  expect(await startRefusal({ REDIS_URL: wrongUrl(redis.url), DATA_DIR })).toContain("correct them in REDIS_URL");
  const nowhere = (await postgres.createDatabase()).replace(/test_\d+$/, "nowhere");
  expect(await startRefusal({ DATABASE_URL: nowhere, DATA_DIR })).toContain('has no database "nowhere"');
  await using node = await startProgram({ DATABASE_URL: await postgres.createDatabase(), REDIS_URL: redis.url, DATA_DIR });
  expect(node).toBeDefined();
}, 60_000);
