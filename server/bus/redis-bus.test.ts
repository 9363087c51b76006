import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { Redis } from "ioredis";
import { pino } from "pino";
import { findRedis, startRedis, type TestRedis } from "#testkit/redis.ts";
import { until } from "#testkit/until.ts";
import { busContract, Heard } from "./bus-contract.ts";
import { openBus } from "./open-bus.ts";
import { RedisBus } from "./redis-bus.ts";

const log = pino({ level: "silent" });

const isAway = (bus: RedisBus) =>
  bus.ping().then(
    () => false,
    () => true,
  );

describe.skipIf(!findRedis())("RedisBus", () => {
  let redis: TestRedis;
  const opened: RedisBus[] = [];
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis[Symbol.asyncDispose]());
  afterEach(async () => {
    redis.thaw();
    await redis.start();
    for (const bus of opened.splice(0)) await bus.close();
  });

  async function openNode(url = redis.url): Promise<RedisBus> {
    const bus = await RedisBus.open({ url, log, silence_ms: 300 });
    opened.push(bus);
    return bus;
  }

  /** A node that listens to "room" and counts how often it was told that something may be missing. */
  async function openListener() {
    const bus = await openNode();
    const heard = new Heard();
    const listener = { bus, heard, restored: 0 };
    await bus.subscribe("room", heard.handler);
    bus.onRestored(() => listener.restored++);
    return listener;
  }

  /** Waits until the node is connected both ways again. */
  const back = (bus: RedisBus) => until(async () => !(await isAway(bus)));

  busContract("RedisBus", () => RedisBus.open({ url: redis.url, log }));

  test("nodes hear each other, each node in the order of each publisher", async () => {
    const [ana, bo, cy] = [await openListener(), await openListener(), await openListener()];
    for (let index = 0; index < 500; index++) {
      ana.bus.publish("room", `ana ${index}`);
      bo.bus.publish("room", `bo ${index}`);
      if (index % 50 === 0) await Bun.sleep(0);
    }
    for (const { heard } of [ana, bo, cy]) {
      await heard.until(1_000);
      for (const name of ["ana", "bo"])
        expect(heard.payloads.filter((payload) => payload.startsWith(`${name} `))).toEqual(
          Array.from({ length: 500 }, (_, index) => `${name} ${index}`),
        );
    }
  });

  test("what was published just before close still reaches the others", async () => {
    const [ana, bo] = [await openListener(), await openListener()];
    ana.bus.publish("room", "last words");
    await ana.bus.close();
    expect(await bo.heard.until(1)).toEqual(["last words"]);
  });

  test("databases of one Redis are separate servers", async () => {
    const other = await openNode(`${redis.url}/1`);
    const heard = new Heard();
    await other.subscribe("room", heard.handler);
    const ana = await openListener();
    ana.bus.publish("room", "for database 0");
    await ana.heard.until(1);
    other.publish("room", "for database 1");
    expect(await heard.until(1)).toEqual(["for database 1"]);
    expect(ana.heard.payloads).toEqual(["for database 0"]);
  });

  test("after a restart of Redis all subscriptions hold before onRestored runs", async () => {
    const [ana, bo] = [await openListener(), await openListener()];
    const extra = new Heard();
    for (let index = 0; index < 1_500; index++) void bo.bus.subscribe(`topic ${index}`, extra.handler);
    await bo.bus.subscribe("given up", extra.handler);
    await bo.bus.unsubscribe("given up");
    await redis.kill();
    await until(() => isAway(bo.bus));
    await redis.start();
    await until(() => bo.restored > 0 && ana.restored > 0);
    await back(ana.bus);
    ana.bus.publish("room", "hello again");
    for (let index = 0; index < 1_500; index++) ana.bus.publish(`topic ${index}`, String(index));
    ana.bus.publish("given up", "unheard");
    expect((await bo.heard.until(1)).at(-1)).toBe("hello again");
    await extra.until(1_500);
    expect(new Set(extra.payloads).size).toBe(1_500);
    expect(ana.heard.payloads).toEqual(["hello again"]);
  });

  test("a topic subscribed and one unsubscribed while Redis is away are right when it is back", async () => {
    const [ana, bo] = [await openListener(), await openListener()];
    const fresh = new Heard();
    await redis.kill();
    await until(() => isAway(bo.bus));
    await bo.bus.unsubscribe("room");
    await bo.bus.subscribe("fresh", fresh.handler);
    await redis.start();
    await until(() => bo.restored > 0 && ana.restored > 0);
    await back(ana.bus);
    ana.bus.publish("room", "for ana alone");
    ana.bus.publish("fresh", "for bo");
    expect(await fresh.until(1)).toEqual(["for bo"]);
    await ana.heard.until(1);
    expect(bo.heard.payloads).toEqual([]);
  });

  test("what is published while Redis is away reaches this node's own subscribers and is never sent later", async () => {
    const [ana, bo] = [await openListener(), await openListener()];
    await redis.kill();
    let said = 0;
    await until(() => {
      ana.bus.publish("room", `alone ${++said}`);
      return ana.heard.payloads.length >= 2;
    });
    const alone = [...ana.heard.payloads];
    expect(alone).toEqual(Array.from(alone, (_, index) => `alone ${said - alone.length + 1 + index}`));
    await redis.start();
    await until(() => bo.restored > 0 && ana.restored > 0);
    await back(ana.bus);
    ana.bus.publish("room", "together");
    expect(await bo.heard.until(1)).toEqual(["together"]);
    expect(await ana.heard.until(alone.length + 1)).toEqual([...alone, "together"]);
  });

  test("when only the publisher's connection breaks, the nodes that kept theirs are told", async () => {
    const [ana, bo] = [await openListener(), await openListener()];
    const operator = new Redis(redis.url);
    const clients = String(await operator.call("CLIENT", "LIST"));
    for (const [, id] of clients.matchAll(/id=(\d+) [^\n]*name=parlor-publisher/g))
      await operator.call("CLIENT", "KILL", "ID", id ?? "");
    operator.disconnect();
    await until(() => isAway(ana.bus));
    ana.bus.publish("room", "lost");
    await until(() => bo.restored > 0 && ana.restored > 0);
    expect(bo.heard.payloads).toEqual([]);
  });

  test("ping rejects while Redis is gone, and while it hangs", async () => {
    const bus = await openNode();
    redis.freeze();
    await expect(bus.ping()).rejects.toThrow();
    redis.thaw();
    await back(bus);
    await redis.kill();
    await until(() => isAway(bus));
    await redis.start();
    await back(bus);
  });

  test("a Redis that hangs is noticed, and the node converges after it", async () => {
    const [ana, bo] = [await openListener(), await openListener()];
    redis.freeze();
    ana.bus.publish("room", "into the void");
    await until(() => isAway(ana.bus));
    redis.thaw();
    await until(() => bo.restored > 0);
    await back(ana.bus);
    ana.bus.publish("room", "back");
    await until(() => bo.heard.payloads.at(-1) === "back");
    expect(bo.heard.payloads.filter((payload) => payload === "back")).toHaveLength(1);
  });
});

describe("openBus", () => {
  const openWith = (redis_url: string | null) => openBus({ redis_url }, log);

  test("needs no Redis on a single node", async () => {
    const bus = await openWith(null);
    expect(await bus.ping()).toBeUndefined();
    await bus.close();
  });

  test.skipIf(!findRedis())("uses Redis where it is configured", async () => {
    await using redis = await startRedis({ password: "open-sesame" });
    const [ana, bo] = [await openWith(redis.url), await openWith(redis.url)];
    const heard = new Heard();
    await bo.subscribe("room", heard.handler);
    ana.publish("room", "hello");
    expect(await heard.until(1)).toEqual(["hello"]);
    await Promise.all([ana.close(), bo.close()]);
  });
});
