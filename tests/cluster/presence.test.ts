import { expect, test } from "bun:test";
import { at, type Cluster } from "#testkit/cluster.ts";
import { RawPerson, type RawSocket } from "#testkit/raw-client.ts";
import { SdkClient, textsOf, when } from "#testkit/sdk-client.ts";
import { until } from "#testkit/until.ts";
import { connectTo, useParts } from "./scene.ts";

/** At once, since they wait more than they work: what a dead node said counts for 15 seconds. */
const parts = useParts();

/** Two people who have each other as contacts. */
async function befriend(cluster: Cluster): Promise<[RawPerson, RawPerson]> {
  const [ana, bo] = [await RawPerson.register(cluster.url, "Ana"), await RawPerson.register(cluster.url, "Bo_")];
  const { id } = await ana.call("friend.request", { username: "Bo_" });
  await bo.call("friend.accept", { request: id });
  return [ana, bo];
}

const lastCount = (socket: RawSocket) =>
  socket.events.findLast((event) => event.event === "conversation.presence")?.data.online_count;

test.concurrent("who comes, idles and goes on one node is seen on the others", async () => {
  await using cluster = await parts.startCluster(3);
  const [ana, bo] = await befriend(cluster);
  await using bos = await connectTo(cluster.node(1), bo);
  const anas = await connectTo(cluster.node(0), ana);
  await bos.event("presence.changed", ({ people }) => people.some(({ id, state }) => id === ana.id && state === "online"));
  await until(() => lastCount(bos) === 2);
  expect((await at(cluster.node(2), bo).call("contact.list", {})).contacts).toMatchObject([{ presence: "online" }]);

  await anas.request("presence.set", { state: "idle" });
  await bos.event("presence.changed", ({ people }) => people.some(({ id, state }) => id === ana.id && state === "idle"));
  await anas[Symbol.asyncDispose]();
  await bos.event("presence.changed", ({ people }) => people.some(({ id, state }) => id === ana.id && state === "offline"));
  await until(() => lastCount(bos) === 1);
});

test.concurrent("somebody on two nodes is one person, here as long as one of their sockets is", async () => {
  await using cluster = await parts.startCluster(3);
  const [ana, bo] = await befriend(cluster);
  await using bos = await connectTo(cluster.node(2), bo);
  const first = await connectTo(cluster.node(0), ana);
  await using second = await connectTo(cluster.node(1), ana);
  await until(() => lastCount(bos) === 2);
  await first[Symbol.asyncDispose]();
  const listed = async () => (await bo.call("contact.list", {})).contacts[0]?.presence;
  // The node that lost her tells so; over all nodes she is here as before.
  await until(() => bos.events.filter(({ event }) => event === "presence.changed").length >= 2);
  expect(await listed()).toBe("online");
  expect(lastCount(bos)).toBe(2);
  await second.request("presence.set", { state: "idle" });
  await until(async () => (await listed()) === "idle");
});

test.concurrent("typing is shown on other nodes and ends with the message", async () => {
  await using cluster = await parts.startCluster(2);
  await using ana = await SdkClient.register(cluster.node(0).url, "Ana");
  await using bo = await SdkClient.register(cluster.node(1).url, "Bo_");
  const [anas, bos] = [await ana.lobby(), await bo.lobby()];
  anas.setTyping(true);
  await when(() => bos.typing.value.some(({ name }) => name === "Ana"));
  anas.send("done");
  await when(() => textsOf(bos).includes("done"));
  expect(bos.typing.value).toEqual([]);
});

test.concurrent("a person whose node is killed is gone from everywhere, and a session room that only they were in is emptied", async () => {
  await using cluster = await parts.startCluster(3);
  const [ana, bo] = await befriend(cluster);
  const { id } = await ana.call("room.create", { name: "Tea", retention: "session" });
  await using bos = await connectTo(cluster.node(1), bo);
  await using anas = await connectTo(cluster.node(0), ana);
  await anas.send(id, "Is anyone here?");
  await until(() => lastCount(bos) === 2);
  const cleanLater = async () => {
    await cluster.advance(120_000);
    for (const node of [cluster.node(1), cluster.node(2)]) await node.cleanRooms();
  };
  for (const _ of [1, 2]) await cleanLater();
  expect(await bo.call("contact.list", {})).toMatchObject({ contacts: [{ presence: "online" }] });
  const roomOf = () => at(cluster.node(2), ana).fetch("conversation.get", { conversation: id });
  expect((await roomOf()).status).toBe(200);

  await cluster.node(0).kill();
  // What a dead node said of its people lapses.
  await until(async () => (await at(cluster.node(1), bo).call("contact.list", {})).contacts[0]?.presence === "offline");
  await until(async () => {
    await cleanLater();
    return (await roomOf()).status === 404;
  });
});
