import { expect, test } from "bun:test";
import type { ConversationView } from "#client/parlor.ts";
import type { Cluster } from "#testkit/cluster.ts";
import { RawPerson } from "#testkit/raw-client.ts";
import { SdkClient, sentTextsOf, textsOf, when } from "#testkit/sdk-client.ts";
import { until } from "#testkit/until.ts";
import { connectTo, lobbyOf, storedMessages, storedTexts, useParts } from "./scene.ts";

const parts = useParts();
const names = ["Ana", "Bo_", "Cy_", "Di_"];
const perSender = 80;
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** Clients with the proxy as their server, so that they are spread over the nodes. */
async function gather(cluster: Cluster, stack: AsyncDisposableStack) {
  const clients: SdkClient[] = [];
  for (const name of names) clients.push(stack.use(await SdkClient.register(cluster.url, name)));
  const views = await Promise.all(clients.map((client) => client.lobby()));
  return { clients, views };
}

/** Nothing is lost, nothing doubled, each sender's own in the order written, and everybody sees the same. */
async function expectAllArrived({ clients, views }: Awaited<ReturnType<typeof gather>>, cluster: Cluster): Promise<void> {
  await Promise.all(clients.map((client) => when(() => client.parlor.unsent.value === 0)));
  const reader = await RawPerson.register(cluster.url, "Reader");
  const lobby = await lobbyOf(reader);
  const stored = await storedTexts(reader, lobby);
  for (const name of names) {
    expect(stored.filter((text) => text.startsWith(name))).toEqual(upTo(perSender).map((number) => `${name} ${number}`));
  }
  expect(stored).toHaveLength(names.length * perSender);
  const seqs = (await storedMessages(reader, lobby)).map(({ seq }) => seq);
  expect(seqs).toEqual(upTo(seqs.length));
  for (const view of views) expect(await readAll(view, stored.length)).toEqual(stored);
}

/** Whoever missed more than a delta carries has started from the latest page, and reads back from there. */
async function readAll(view: ConversationView, count: number): Promise<string[]> {
  await until(async () => {
    if (sentTextsOf(view).length === count) return true;
    await view.jumpToLatest();
    while (view.page.value.has_before && view.page.value.problem === null) await view.loadBefore();
    return sentTextsOf(view).length === count;
  });
  return textsOf(view);
}

test("a node killed in the middle of traffic: its clients move, nothing is lost and nothing doubled", async () => {
  await using stack = new AsyncDisposableStack();
  await using cluster = await parts.startCluster(3);
  const crowd = await gather(cluster, stack);
  for (const number of upTo(perSender)) for (const [who, view] of crowd.views.entries()) view.send(`${names[who]} ${number}`);
  await when(() => crowd.views.every((view) => sentTextsOf(view).length > 20));
  await cluster.node(0).kill();
  expect(crowd.clients.some((client) => client.parlor.unsent.value > 0)).toBeTrue();
  await expectAllArrived(crowd, cluster);
  // Four clients on three nodes: at least one had to move.
  expect(Math.max(...crowd.clients.map((client) => client.sockets_opened))).toBeGreaterThan(1);
});

test("one node after the other is replaced while people write", async () => {
  await using stack = new AsyncDisposableStack();
  await using cluster = await parts.startCluster(3);
  const crowd = await gather(cluster, stack);
  const replace = async () => {
    for (const node of cluster.nodes) {
      await node.stop();
      await node.start();
    }
  };
  const write = async () => {
    for (const number of upTo(perSender)) {
      for (const [who, view] of crowd.views.entries()) view.send(`${names[who]} ${number}`);
      await until(() => crowd.clients.every((client) => client.parlor.unsent.value < 20));
    }
  };
  await Promise.all([replace(), write()]);
  await expectAllArrived(crowd, cluster);
});

test("what a node acknowledged is there after it was killed, and sending it again elsewhere changes nothing", async () => {
  await using cluster = await parts.startCluster(2);
  const ana = await RawPerson.register(cluster.url, "Ana");
  const lobby = await lobbyOf(ana);
  await using socket = await connectTo(cluster.node(0), ana);
  const acknowledged = new Map<string, number>();
  const sending = upTo(400).map(async (number) => {
    const mid = `mid-of-message-${number}`;
    const answer = await socket.send(lobby, `message ${number}`, mid).catch(() => null);
    if (answer) acknowledged.set(mid, answer.seq);
  });
  await until(() => acknowledged.size > 50);
  await cluster.node(0).kill();
  await Promise.all([...sending, socket.closed]);

  await using again = await connectTo(cluster.node(1), ana);
  for (const number of upTo(400)) {
    const mid = `mid-of-message-${number}`;
    const { seq } = await again.send(lobby, `message ${number}`, mid);
    expect(acknowledged.get(mid) ?? seq).toBe(seq);
  }
  const stored = await storedTexts(ana, lobby);
  expect(new Set(stored).size).toBe(400);
  expect(stored).toHaveLength(400);
});
