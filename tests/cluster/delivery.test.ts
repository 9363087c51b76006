import { expect, test } from "bun:test";
import { RawPerson, type RawSocket } from "#testkit/raw-client.ts";
import { SdkClient, sentTextsOf, when } from "#testkit/sdk-client.ts";
import { until } from "#testkit/until.ts";
import { connectTo, lobbyOf, storedMessages, storedTexts, useParts } from "./scene.ts";

const parts = useParts();
const perSender = 150;
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test("what three nodes write at once has one order, without a gap, and reaches every node in it, once", async () => {
  await using cluster = await parts.startCluster(3);
  const people = await Promise.all(
    ["Ana", "Bo_", "Cy_", "Di_", "Eve", "Flo"].map((name) => RawPerson.register(cluster.url, name)),
  );
  const [ana] = people as [RawPerson];
  const lobby = await lobbyOf(ana);
  await using stack = new AsyncDisposableStack();
  const sockets: RawSocket[] = [];
  for (const [index, person] of people.entries()) sockets.push(stack.use(await connectTo(cluster.node(index % 3), person)));
  const witnesses = await Promise.all(cluster.nodes.map((node, index) => SdkClient.register(node.url, `Witness${index}`)));
  for (const witness of witnesses) stack.use(witness);
  const views = await Promise.all(witnesses.map((witness) => witness.lobby()));

  const acknowledged = await Promise.all(
    sockets.flatMap((socket, who) =>
      upTo(perSender).map(async (number) => ({ text: `${who}:${number}`, ...(await socket.send(lobby, `${who}:${number}`)) })),
    ),
  );
  const stored = await storedMessages(ana, lobby);
  const texts = stored.flatMap((message) => (message.type === "text" ? [message.body.text] : []));
  expect(texts).toHaveLength(sockets.length * perSender);
  expect(stored.map(({ seq }) => seq)).toEqual(upTo(stored.length));
  expect(new Set(acknowledged.map(({ seq, text }) => `${seq} ${text}`))).toEqual(
    new Set(stored.flatMap((message) => (message.type === "text" ? [`${message.seq} ${message.body.text}`] : []))),
  );
  // Each sender's own come in the order sent.
  for (const who of sockets.keys()) {
    expect(texts.filter((text) => text.startsWith(`${who}:`))).toEqual(upTo(perSender).map((number) => `${who}:${number}`));
  }

  await Promise.all(views.map((view) => when(() => sentTextsOf(view).length === texts.length)));
  for (const view of views) expect(sentTextsOf(view)).toEqual(texts);
  // On the wire nothing ever goes back or comes twice, whatever was lost and caught up by rev.
  const last = stored.at(-1)?.seq ?? 0;
  for (const socket of sockets) {
    await until(() => seqsOf(socket).at(-1) === last);
    const seqs = seqsOf(socket);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
  }
});

test("revs stay without a gap while members, names and messages change on different nodes", async () => {
  await using cluster = await parts.startCluster(3);
  const [ana, bo, cy] = [
    await RawPerson.register(cluster.url, "Ana"),
    await RawPerson.register(cluster.url, "Bo_"),
    await RawPerson.register(cluster.url, "Cy_"),
  ];
  const { id, room } = await ana.call("room.create", { name: "Tea", retention: "persistent" });
  const code = room?.code ?? "";
  await bo.call("room.join", { code });
  await using anas = await connectTo(cluster.node(0), ana);
  await using bos = await connectTo(cluster.node(1), bo);
  await using cys = await connectTo(cluster.node(2), cy);
  const before = (await ana.call("conversation.get", { conversation: id })).rev;

  const rounds = upTo(15);
  await Promise.all([
    ...rounds.map((number) => anas.send(id, `ana ${number}`)),
    ...rounds.map((number) => bos.send(id, `bo ${number}`)),
    (async () => {
      for (const number of rounds) await anas.request("conversation.update", { conversation: id, name: `Tea ${number}` });
    })(),
    (async () => {
      for (const _ of rounds) {
        await cys.request("room.join", { code });
        await cys.request("conversation.leave", { conversation: id });
      }
    })(),
  ]);
  const { rev } = await ana.call("conversation.get", { conversation: id });
  expect(rev - before).toBeGreaterThan(rounds.length * 4);
  const revs = () => new Set([anas, bos].flatMap((socket) => revsOf(socket, id)));
  await until(() => upTo(rev - before).every((step) => revs().has(before + step)));
  for (const socket of [anas, bos]) expect(revsOf(socket, id)).toEqual([...new Set(revsOf(socket, id))].sort((a, b) => a - b));
});

test("the same message sent to two nodes at once is stored once and both are told so", async () => {
  await using cluster = await parts.startCluster(2);
  const ana = await RawPerson.register(cluster.url, "Ana");
  const lobby = await lobbyOf(ana);
  await using one = await connectTo(cluster.node(0), ana);
  await using other = await connectTo(cluster.node(1), ana);
  for (const number of upTo(30)) {
    const mid = `mid-of-message-${number}`;
    const [first, second] = await Promise.all([one, other].map((socket) => socket.send(lobby, `message ${number}`, mid)));
    expect(second).toEqual(first as NonNullable<typeof first>);
  }
  expect(await storedTexts(ana, lobby)).toEqual(upTo(30).map((number) => `message ${number}`));
  for (const socket of [one, other]) {
    await until(() => socket.texts().length === 30);
    expect(new Set(socket.texts()).size).toBe(30);
  }
});

test("who is on one node reads on another what was just acknowledged", async () => {
  await using cluster = await parts.startCluster(2);
  const ana = await RawPerson.register(cluster.url, "Ana");
  const lobby = await lobbyOf(ana);
  await using socket = await connectTo(cluster.node(0), ana);
  for (const number of upTo(20)) {
    await socket.send(lobby, `message ${number}`);
    const { messages } = await new RawPerson(cluster.node(1).url, "Ana", ana.access_token).call("conversation.history", {
      conversation: lobby as never,
      limit: 1,
    });
    expect(messages[0]).toMatchObject({ body: { text: `message ${number}` } });
  }
});

function seqsOf(socket: RawSocket): number[] {
  return socket.events.flatMap((event) => (event.event === "message.created" ? [event.data.seq] : []));
}

/** Of all events of a conversation that have one. */
function revsOf(socket: RawSocket, conversation: string): number[] {
  return socket.events.flatMap(({ data }) =>
    "rev" in data && "conversation" in data && data.conversation === conversation ? [data.rev] : [],
  );
}
