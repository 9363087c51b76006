import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { Kysely, PostgresDialect } from "kysely";
import { Pool } from "pg";
import { migrations } from "#server/store/migrations/index.ts";
import { columnTypes } from "#server/store/migrations/migration.ts";
import { Cluster } from "#testkit/cluster.ts";
import { RawPerson } from "#testkit/raw-client.ts";
import { query, startProgram, startRefusal, temporaryFolder } from "./program.ts";
import { lobbyOf, useParts } from "./scene.ts";

const parts = useParts();

test("several nodes that start together on an empty database make its schema and its lobby once", async () => {
  const database_url = await parts.postgres.createDatabase();
  await using cluster = await Cluster.start({ nodes: 3, database_url, redis_url: `${parts.redis.url}/1` });
  expect(await query(database_url, "select number, name from migrations order by number")).toEqual(
    migrations.map(({ name }, index) => ({ number: String(index + 1), name })),
  );
  expect(await query(database_url, "select kind from conversations")).toEqual([{ kind: "lobby" }]);
  const people = await Promise.all(cluster.nodes.map((node, index) => RawPerson.register(node.url, `Person${index}`)));
  expect(new Set(await Promise.all(people.map(lobbyOf))).size).toBe(1);
  const roles = await query<{ role: string }>(database_url, "select role from accounts");
  expect(roles.filter(({ role }) => role === "admin")).toHaveLength(1);
});

test("several nodes that start together on an old schema bring it up to date once, and what was there stays", async () => {
  const database_url = await parts.postgres.createDatabase();
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: new Pool({ connectionString: database_url }) }) });
  await migrations[0]?.up(db, columnTypes.postgres);
  await db.destroy();
  await query(
    database_url,
    "create table migrations (number bigint primary key, name text not null, applied_at bigint not null)",
  );
  await query(database_url, "insert into migrations values (1, 'core', 1000)");
  await query(
    database_url,
    `insert into conversations (id, kind, name, seq, rev, member_count, active_at, created_at)
      values ('old-lobby', 'lobby', 'Lobby of old', 0, 0, 0, 0, 0)`,
  );
  await using cluster = await Cluster.start({ nodes: 3, database_url, redis_url: `${parts.redis.url}/2` });
  expect(await query(database_url, "select number from migrations order by number")).toHaveLength(migrations.length);
  const ana = await RawPerson.register(cluster.url, "Ana");
  expect(await ana.call("conversation.list", {})).toMatchObject({ conversations: [{ name: "Lobby of old" }] });
});

test("a file newer than the program is refused", async () => {
  await using folder = await temporaryFolder();
  const data_dir = join(folder.path, "data");
  await (await startProgram({ DATA_DIR: data_dir }))[Symbol.asyncDispose]();
  {
    using db = new Database(join(data_dir, "parlor.db"));
    db.run("insert into migrations values (9999, 'from the future', 0)");
  }
  expect(await startRefusal({ DATA_DIR: data_dir })).toContain("written by a newer Parlor (its schema is 9999");
});

test("a schema newer than the program is refused", async () => {
  await using folder = await temporaryFolder();
  const env = { DATABASE_URL: await parts.postgres.createDatabase(), DATA_DIR: folder.path };
  await (await startProgram(env))[Symbol.asyncDispose]();
  await query(env.DATABASE_URL, "insert into migrations values (9999, 'from the future', 0)");
  expect(await startRefusal(env)).toContain("start that version or a later one");
});
