import { afterEach, expect, test } from "bun:test";
import { RawPerson } from "#testkit/raw-client.ts";
import { until } from "#testkit/until.ts";
import { connectTo, lobbyOf, useParts } from "./scene.ts";

const parts = useParts();
afterEach(() => Promise.all([parts.redis.start(), parts.postgres.start()]));

async function figure(node: { readonly url: string }, name: string): Promise<number> {
  const text = await (await fetch(`${node.url}/metrics`)).text();
  return Number(
    text
      .split("\n")
      .find((line) => line.startsWith(`${name} `))
      ?.slice(name.length),
  );
}

test("each node counts its own part of what happens, and all of them the nodes", async () => {
  await using cluster = await parts.startCluster(3);
  for (const node of cluster.nodes) expect(await figure(node, "parlor_nodes")).toBe(3);
  const [ana, bo] = [await RawPerson.register(cluster.url, "Ana"), await RawPerson.register(cluster.url, "Bo_")];
  const lobby = await lobbyOf(ana);
  await using anas = await connectTo(cluster.node(0), ana);
  await using bos = await connectTo(cluster.node(1), bo);
  const { id } = await anas.send(lobby, "Hello");
  await bos.event("message.created", (message) => message.id === id);
  const each = (name: string) => Promise.all(cluster.nodes.map((node) => figure(node, name)));
  expect(await each("parlor_sockets")).toEqual([1, 1, 0]);
  expect(await each("parlor_acknowledgement_seconds_count")).toEqual([1, 0, 0]);
  const deliveries = await each("parlor_deliveries_total");
  expect(deliveries.map((count) => count > 0)).toEqual([true, true, false]);
  for (const lag of await each("parlor_bus_lag_seconds")) expect(lag).toBeGreaterThan(0);
  await cluster.node(2).stop();
  expect(await figure(cluster.node(0), "parlor_nodes")).toBe(2);
});

test("a part that is away is named while it is, and the figures are told all the same", async () => {
  await using cluster = await parts.startCluster(2);
  const [node] = cluster.nodes as [(typeof cluster.nodes)[0]];
  const both = async () => [await figure(node, "parlor_store_up"), await figure(node, "parlor_bus_up")].join();
  expect(await both()).toBe("1,1");
  await parts.redis.stop();
  await until(async () => (await both()) === "1,0");
  expect(await figure(node, "parlor_bus_lag_seconds")).toBeNaN();
  await parts.postgres.stop();
  await until(async () => (await both()) === "0,0");
  await Promise.all([parts.redis.start(), parts.postgres.start()]);
  await until(async () => (await both()) === "1,1");
});
