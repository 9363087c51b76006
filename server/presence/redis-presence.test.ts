import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { Redis } from "ioredis";
import { pino } from "pino";
import { findRedis, startRedis, type TestRedis } from "#testkit/redis.ts";
import { until } from "#testkit/until.ts";
import { StartError } from "../start-error.ts";
import { openPresence } from "./open-presence.ts";
import { presenceContract } from "./presence-contract.ts";
import { RedisPresence, type RedisPresenceOptions } from "./redis-presence.ts";

const log = pino({ level: "silent" });

describe.skipIf(!findRedis())("RedisPresence", () => {
  let redis: TestRedis;
  let operator: Redis;
  const opened: RedisPresence[] = [];
  beforeAll(async () => {
    redis = await startRedis();
    operator = new Redis(redis.url);
    operator.on("error", () => {});
  });
  afterAll(async () => {
    operator.disconnect();
    await redis[Symbol.asyncDispose]();
  });
  afterEach(async () => {
    redis.thaw();
    await redis.start();
    for (const presence of opened.splice(0)) await presence.close();
    await until(() => operator.status === "ready");
    await operator.flushall();
  });

  async function openNode(options: Partial<RedisPresenceOptions> = {}): Promise<RedisPresence> {
    const presence = await RedisPresence.open({
      url: redis.url,
      log,
      database: "postgres",
      silence_ms: 300,
      refresh_ms: 50,
      ...options,
    });
    opened.push(presence);
    return presence;
  }

  presenceContract("RedisPresence", async () => {
    await operator.flushall();
    return RedisPresence.open({ url: redis.url, log, database: "postgres" });
  });

  /** A node of a process of its own, which can be killed; it reports Cy, online, in the lobby. */
  async function openMortalNode(lapse_ms: number) {
    const source = `
      import { pino } from "pino";
      import { RedisPresence } from "./redis-presence.ts";
      const presence = await RedisPresence.open({ url: ${JSON.stringify(redis.url)}, log: pino({ level: "silent" }), database: "postgres", lapse_ms: ${lapse_ms}, refresh_ms: 20 });
      await presence.set("cy", "online");
      await presence.enter("lobby", "cy");
      console.log("reported");
      setInterval(() => {}, 1_000);
    `;
    const process = Bun.spawn([globalThis.process.execPath, "-e", source], {
      cwd: import.meta.dir,
      stdout: "pipe",
      stderr: "inherit",
    });
    await process.stdout.getReader().read();
    return process;
  }

  test("a person is online if any node says so, else idle if any does", async () => {
    const [first, second] = [await openNode(), await openNode()];
    const states = async () => [...(await first.states(["ana"])).values(), ...(await second.states(["ana"])).values()];
    await first.set("ana", "idle");
    expect(await states()).toEqual(["idle", "idle"]);
    await second.set("ana", "online");
    expect(await states()).toEqual(["online", "online"]);
    await second.set("ana", "offline");
    expect(await states()).toEqual(["idle", "idle"]);
    await first.set("ana", "offline");
    expect(await states()).toEqual(["offline", "offline"]);
  });

  test("people of several nodes are counted once, and are here until they left the last one", async () => {
    const nodes = [await openNode(), await openNode(), await openNode()] as const;
    for (const node of nodes) await node.enter("lobby", "ana");
    await nodes[1].enter("lobby", "bo");
    for (const node of nodes) {
      expect(await node.count("lobby")).toBe(2);
      expect((await node.people("lobby")).sort()).toEqual(["ana", "bo"]);
    }
    await nodes[0].leave("lobby", "ana");
    await nodes[1].leave("lobby", "ana");
    expect(await nodes[0].count("lobby")).toBe(2);
    await nodes[2].leave("lobby", "ana");
    expect(await nodes[0].people("lobby")).toEqual(["bo"]);
  });

  test("a node that closes takes its people with it at once", async () => {
    const [first, second] = [await openNode({ lapse_ms: 3_600_000 }), await openNode({ lapse_ms: 3_600_000 })];
    await second.set("bo", "online");
    await second.enter("lobby", "bo");
    expect(await first.count("lobby")).toBe(1);
    await second.close();
    expect(await first.count("lobby")).toBe(0);
    expect(await first.states(["bo"])).toEqual(new Map([["bo", "offline"]]));
  });

  test("the people of a node that was killed lapse, and nobody else's", async () => {
    const survivor = await openNode({ lapse_ms: 1_000 });
    await survivor.set("ana", "online");
    await survivor.enter("lobby", "ana");
    const mortal = await openMortalNode(1_000);
    expect(await survivor.count("lobby")).toBe(2);
    mortal.kill("SIGKILL");
    await until(async () => (await survivor.count("lobby")) === 1);
    expect(await survivor.states(["ana", "cy"])).toEqual(
      new Map([
        ["ana", "online"],
        ["cy", "offline"],
      ]),
    );
    expect(await survivor.people("lobby")).toEqual(["ana"]);
  });

  test("a node that was frozen for longer than the lapse is seen again when it goes on", async () => {
    const survivor = await openNode({ lapse_ms: 100, refresh_ms: 10 });
    const mortal = await openMortalNode(100);
    mortal.kill("SIGSTOP");
    await until(async () => (await survivor.count("lobby")) === 0);
    // Long enough for the others to strike it off their list altogether.
    await until(async () => (await operator.zcard("parlor:presence:nodes")) === 1);
    mortal.kill("SIGCONT");
    await until(async () => (await survivor.people("lobby")).join() === "cy");
    mortal.kill("SIGKILL");
  });

  test("what dead nodes wrote disappears from Redis, what living ones wrote is renewed", async () => {
    const survivor = await openNode({ refresh_ms: 5 });
    await survivor.enter("lobby", "ana");
    await survivor.set("ana", "online");
    const mortal = await openMortalNode(50);
    const keys = () => operator.keys("parlor:presence:*/*");
    expect(await keys()).toHaveLength(4);
    mortal.kill("SIGKILL");
    await until(async () => (await keys()).length === 2);
    for (const key of await keys()) {
      await operator.pexpire(key, 60_000);
      await until(async () => (await operator.pttl(key)) > 60_000);
    }
    expect(await survivor.people("lobby")).toEqual(["ana"]);
  });

  test("a node that slept so long that its keys are gone reports them again, also when it is the only one", async () => {
    const node = await openNode();
    await node.enter("lobby", "ana");
    const [name = ""] = await operator.zrange("parlor:presence:nodes", "0", "-1");
    await operator.del(`parlor:presence:${name}:in:lobby`);
    await operator.zadd("parlor:presence:nodes", Date.now() - 120_000, name);
    await until(async () => (await operator.zscore("parlor:presence:nodes", name)) === null && (await node.count("lobby")) === 1);
  });

  test("after Redis came back empty every node reports everything again", async () => {
    const [first, second] = [await openNode(), await openNode()];
    const crowd = Array.from({ length: 2_500 }, (_, index) => `person ${index}`);
    await Promise.all(crowd.map((person) => first.enter("lobby", person)));
    await first.set("ana", "online");
    await second.set("bo", "idle");
    await second.enter("room", "bo");
    await redis.kill();
    await redis.start();
    await until(async () => (await second.count("lobby")) === 2_500 && (await first.count("room")) === 1);
    expect(await second.states(["ana", "bo"])).toEqual(
      new Map([
        ["ana", "online"],
        ["bo", "idle"],
      ]),
    );
    expect(await first.states(["ana", "bo"])).toEqual(
      new Map([
        ["ana", "online"],
        ["bo", "idle"],
      ]),
    );
  });

  test("a Redis that was emptied under open connections is noticed at the next sign of life", async () => {
    const [first, second] = [await openNode(), await openNode()];
    await first.enter("lobby", "ana");
    await first.set("ana", "online");
    await operator.flushall();
    await until(
      async () => (await second.people("lobby")).join() === "ana" && (await second.states(["ana"])).get("ana") === "online",
    );
  });

  test("what changed while Redis was away is right afterwards, without leftovers", async () => {
    const [first, second] = [await openNode(), await openNode()];
    for (const person of ["ana", "bo"]) {
      await first.enter("lobby", person);
      await first.set(person, "online");
    }
    await first.enter("room", "bo");
    redis.freeze();
    await Promise.all([
      first.leave("lobby", "bo"),
      first.leave("room", "bo"),
      first.set("bo", "offline"),
      first.enter("lobby", "cy"),
      first.set("cy", "idle"),
    ]);
    redis.thaw();
    await until(async () => (await second.people("lobby")).sort().join() === "ana,cy");
    expect(await second.count("room")).toBe(0);
    expect(await second.states(["ana", "bo", "cy"])).toEqual(
      new Map([
        ["ana", "online"],
        ["bo", "offline"],
        ["cy", "idle"],
      ]),
    );
  });

  test("while Redis is gone a node answers with its own people, and nothing fails", async () => {
    const [first, second] = [await openNode(), await openNode()];
    await first.enter("lobby", "ana");
    await second.enter("lobby", "bo");
    await redis.kill();
    await first.enter("lobby", "cy");
    await first.set("cy", "online");
    await until(async () => (await first.count("lobby")) === 2);
    expect((await first.people("lobby")).sort()).toEqual(["ana", "cy"]);
    expect(await first.certainPeople("lobby")).toBeNull();
    expect(await first.states(["cy", "bo"])).toEqual(
      new Map([
        ["cy", "online"],
        ["bo", "offline"],
      ]),
    );
    expect(await second.people("lobby")).toEqual(["bo"]);
    await redis.start();
    await until(async () => (await first.certainPeople("lobby"))?.length === 3);
  });

  test("what Redis refused is reported when it takes writes again", async () => {
    const [first, second] = [await openNode(), await openNode()];
    await first.enter("lobby", "ana");
    await operator.call("CONFIG", "SET", "maxmemory", "1");
    await first.enter("lobby", "bo");
    await operator.call("CONFIG", "SET", "maxmemory", "0");
    await until(async () => (await second.people("lobby")).sort().join() === "ana,bo");
  });

  test("the same person coming and going many times at once on two nodes ends as the last word was", async () => {
    const [first, second] = [await openNode(), await openNode()];
    const changes: Promise<void>[] = [];
    for (let round = 0; round < 200; round++) {
      changes.push(
        first.enter("lobby", "ana"),
        second.enter("lobby", "ana"),
        first.leave("lobby", "ana"),
        second.leave("lobby", "ana"),
      );
    }
    changes.push(second.enter("lobby", "ana"));
    await Promise.all(changes);
    expect(await first.count("lobby")).toBe(1);
    await second.leave("lobby", "ana");
    expect(await first.count("lobby")).toBe(0);
  });

  describe("a Redis that serves another database", () => {
    const refused = (database: string) =>
      openPresence({ redis_url: redis.url }, log, database).then(
        () => null,
        (error: unknown) => error,
      );

    test("is refused while a node of the other lives", async () => {
      await openNode({ database: "sqlite:a" });
      for (const database of ["sqlite:b", "sqlite:", "sqlite:a/b", "postgres"]) {
        const error = await refused(database);
        expect(error).toBeInstanceOf(StartError);
        expect((error as StartError).message).toStartWith("Another Parlor with another database uses the Redis of REDIS_URL: ");
      }
      expect(await operator.zcard("parlor:presence:nodes")).toBe(1);
    });

    test("is taken over once the other has closed, or has lapsed", async () => {
      const closing = await openNode({ database: "sqlite:a" });
      await closing.close();
      await (await openNode({ database: "sqlite:b", lapse_ms: 3_600_000 })).close();
      await operator.zadd("parlor:presence:nodes", Date.now() - 20_000, "sqlite:dead/node");
      await openNode({ database: "sqlite:c" });
    });

    test("a node of the same database may restart at once after a crash", async () => {
      await operator.zadd("parlor:presence:nodes", Date.now(), "sqlite:a/crashed");
      await openNode({ database: "sqlite:a" });
    });
  });
});
