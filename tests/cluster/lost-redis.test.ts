import { afterEach, expect, test } from "bun:test";
import { at, type Cluster } from "#testkit/cluster.ts";
import { RawPerson, type RawSocket, refusalOf } from "#testkit/raw-client.ts";
import { SdkClient, textsOf, when } from "#testkit/sdk-client.ts";
import { until } from "#testkit/until.ts";
import { connectTo, lobbyOf, storedTexts, useParts } from "./scene.ts";

const parts = useParts();
afterEach(async () => {
  parts.redis.thaw();
  await parts.redis.start();
});

const isReady = async ({ url }: { url: string }) => (await fetch(`${url}/ready`)).ok;
const allReady = (cluster: Cluster) => until(async () => (await Promise.all(cluster.nodes.map(isReady))).every(Boolean));
const noneReady = (cluster: Cluster) => until(async () => !(await Promise.all(cluster.nodes.map(isReady))).some(Boolean));

test("Redis restarted: people go on, and everybody ends up with everything by rev, on the sockets they had", async () => {
  await using cluster = await parts.startCluster(2);
  await using ana = await SdkClient.register(cluster.node(0).url, "Ana");
  await using bo = await SdkClient.register(cluster.node(1).url, "Bo_");
  const views = await Promise.all([ana, bo].map((client) => client.lobby()));
  const [anas, bos] = views;
  anas?.send("before");
  await Promise.all(views.map((view) => when(() => textsOf(view).includes("before"))));
  const sockets = [ana, bo].map((client) => client.sockets_opened);

  await parts.redis.kill();
  await noneReady(cluster);
  for (const number of [1, 2, 3]) {
    anas?.send(`from Ana ${number}`);
    bos?.send(`from Bo ${number}`);
  }
  // Sending needs the database alone.
  await when(() => ana.parlor.unsent.value === 0 && bo.parlor.unsent.value === 0);
  expect(bos && textsOf(bos).filter((text) => text.startsWith("from Ana"))).toEqual([]);

  await parts.redis.start();
  await Promise.all(views.map((view) => when(() => textsOf(view).length === 7)));
  await allReady(cluster);
  anas?.send("after");
  await Promise.all(views.map((view) => when(() => textsOf(view).includes("after"))));
  const reader = await RawPerson.register(cluster.url, "Cy_");
  const stored = await storedTexts(reader, await lobbyOf(reader));
  for (const view of views) expect(textsOf(view)).toEqual(stored);
  expect([ana, bo].map((client) => client.sockets_opened)).toEqual(sockets);
});

test("Redis that hangs: the same, without a connection that breaks", async () => {
  await using cluster = await parts.startCluster(2);
  await using ana = await SdkClient.register(cluster.node(0).url, "Ana");
  await using bo = await SdkClient.register(cluster.node(1).url, "Bo_");
  const [anas, bos] = [await ana.lobby(), await bo.lobby()];
  parts.redis.freeze();
  await noneReady(cluster);
  anas.send("while it hangs");
  await when(() => ana.parlor.unsent.value === 0);
  parts.redis.thaw();
  await when(() => textsOf(bos).includes("while it hangs"));
  await allReady(cluster);
});

test("while Redis is away, what one node takes away is soon gone on the others too", async () => {
  await using cluster = await parts.startCluster(2);
  const [ana, bo] = [await RawPerson.register(cluster.url, "Ana"), await RawPerson.register(cluster.url, "Bo_")];
  const phone = await RawPerson.login(cluster.url, "Bo_");
  const { id, room } = await ana.call("room.create", { name: "Tea", retention: "persistent" });
  await bo.call("room.join", { code: room?.code ?? "" });
  await using stolen = await connectTo(cluster.node(1), phone);
  await using bos = await connectTo(cluster.node(1), bo);
  await using witness = await connectTo(cluster.node(1), ana);

  await parts.redis.kill();
  await noneReady(cluster);
  await at(cluster.node(0), bo).call("session.revoke", { session: phone.session as never });
  expect(await refusalOf(at(cluster.node(1), phone).call("account.get", {}))).toMatchObject({ code: "session_expired" });
  expect((await stolen.closed).code).toBe(4001);

  await at(cluster.node(0), ana).call("room.kick", { conversation: id, person: bo.id as never });
  expect(await refusalOf(bos.send(id, "still here?"))).toMatchObject({ code: "conversation_not_found" });
  const lobby = await lobbyOf(at(cluster.node(1), ana));
  await until(async () => !(await hears(bos, { from: witness, room: id, lobby })));
});

test("who was cut off while Redis was away and ignores the call to catch up hears nothing afterwards either", async () => {
  await using cluster = await parts.startCluster(2);
  const [ana, bo] = [await RawPerson.register(cluster.url, "Ana"), await RawPerson.register(cluster.url, "Bo_")];
  const { id, room } = await ana.call("room.create", { name: "Tea", retention: "persistent" });
  await bo.call("room.join", { code: room?.code ?? "" });
  const lobby = await lobbyOf(bo);
  await using bos = await connectTo(cluster.node(1), bo);
  await using anas = await connectTo(cluster.node(0), ana);
  await parts.redis.kill();
  await noneReady(cluster);
  await at(cluster.node(0), ana).call("room.kick", { conversation: id, person: bo.id as never });
  await parts.redis.start();
  await bos.event("sync.lost");
  await until(async () => {
    await anas.send(lobby, "is it back?");
    return bos.texts().includes("is it back?");
  });
  await until(async () => !(await hears(bos, { from: anas, room: id, lobby })));
});

let said = 0;

/** Whether a socket still hears of a room: what is said there comes before what is said in the lobby afterwards, or not at all. */
async function hears(
  socket: RawSocket,
  { from, room, lobby }: { from: RawSocket; room: string; lobby: string },
): Promise<boolean> {
  const number = ++said;
  await from.send(room, `in the room ${number}`);
  await from.send(lobby, `in the lobby ${number}`);
  await socket.event("message.created", (message) => message.type === "text" && message.body.text === `in the lobby ${number}`);
  return socket.texts().includes(`in the room ${number}`);
}
