import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Cluster } from "#testkit/cluster.ts";
import { startPostgres, type TestPostgres } from "#testkit/postgres.ts";
import { RawPerson } from "#testkit/raw-client.ts";
import { startRedis, type TestRedis } from "#testkit/redis.ts";

test("try", async () => {
  console.time("all");
  await using postgres = await startPostgres();
  console.timeLog("all","pg");
  await using redis = await startRedis();
  console.timeLog("all","redis");
  await using cluster = await Cluster.start({ nodes: 3, database_url: await postgres.createDatabase(), redis_url: redis.url });
  console.timeLog("all","cluster");
  const ana = await RawPerson.register(cluster.url, "Ana");
  const bo = await RawPerson.register(cluster.url, "Bo_");
  console.timeLog("all","registered");
  await using a = await ana.connect();
  await using b = await bo.connect();
  const r = await a.resume(); await b.resume();
  const id = r.conversations[0]!.conversation.id;
  await a.send(id, "hello");
  await b.event("message.created", (m) => m.type === "text");
  console.timeEnd("all");
}, 60000);
