import { afterEach, expect, test } from "bun:test";
import { at } from "#testkit/cluster.ts";
import { RawPerson, type RawSocket, refusalOf } from "#testkit/raw-client.ts";
import { SdkClient, sentTextsOf, textsOf, when } from "#testkit/sdk-client.ts";
import { until } from "#testkit/until.ts";
import { connectTo, lobbyOf, storedMessages, storedTexts, useParts, within } from "./scene.ts";

const parts = useParts();
afterEach(() => parts.postgres.start());
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** Sends until it is acknowledged, as a client does. */
async function sendSurely(socket: RawSocket, conversation: string, text: string): Promise<void> {
  const mid = crypto.randomUUID();
  await until(() => socket.send(conversation, text, mid).then(Boolean, () => false));
}

test("while PostgreSQL is away sends are refused until later, and service resumes by itself", async () => {
  await using cluster = await parts.startCluster(2);
  const ana = await RawPerson.register(cluster.url, "Ana");
  const lobby = await lobbyOf(ana);
  const sockets = [await connectTo(cluster.node(0), ana), await connectTo(cluster.node(1), ana)];
  for (const [index, socket] of sockets.entries()) await socket.send(lobby, `before ${index}`);

  await parts.postgres.stop();
  for (const socket of sockets) {
    expect(await refusalOf(socket.send(lobby, "meanwhile"))).toMatchObject({
      code: "unavailable",
      retry: "after",
      retry_after_ms: expect.any(Number),
    });
  }
  for (const node of cluster.nodes) {
    expect(await refusalOf(at(node, ana).call("account.get", {}))).toMatchObject({ code: "unavailable", retry: "after" });
    expect((await fetch(`${node.url}/ready`)).status).toBe(503);
    expect((await fetch(`${node.url}/health`)).status).toBe(200);
  }

  await parts.postgres.start();
  await within(5_000, Promise.all(sockets.map((socket, index) => sendSurely(socket, lobby, `after ${index}`))));
  expect(new Set(await storedTexts(ana, lobby))).toEqual(new Set(["before 0", "before 1", "after 0", "after 1"]));
  for (const node of cluster.nodes) await until(async () => (await fetch(`${node.url}/ready`)).ok);
  for (const socket of sockets) await socket[Symbol.asyncDispose]();
});

test("PostgreSQL killed and restarted under load: nothing acknowledged is lost, and no number is left out", async () => {
  await using cluster = await parts.startCluster(3);
  const ana = await RawPerson.register(cluster.url, "Ana");
  const lobby = await lobbyOf(ana);
  const sockets = await Promise.all(cluster.nodes.map((node) => connectTo(node, ana)));
  const acknowledged = new Map<number, string>();
  let isOver = false;
  const writing = sockets.map(async (socket, who) => {
    for (let number = 1; !isOver; number++) {
      const text = `${who}:${number}`;
      const answer = await socket.send(lobby, text).catch(() => null);
      if (answer) acknowledged.set(answer.seq, text);
    }
  });
  const grown = async () => {
    const before = acknowledged.size;
    await until(() => acknowledged.size > before + 100);
  };
  await grown();
  for (const _ of [1, 2]) {
    await parts.postgres.kill();
    await parts.postgres.start();
    await within(5_000, grown());
  }
  isOver = true;
  await Promise.all(writing);
  const stored = await storedMessages(ana, lobby);
  expect(stored.map(({ seq }) => seq)).toEqual(upTo(stored.length));
  const texts = new Map(
    stored.flatMap((message) => (message.type === "text" ? [[message.seq, message.body.text] as const] : [])),
  );
  for (const [seq, text] of acknowledged) expect(texts.get(seq)).toBe(text);
  expect(new Set(texts.values()).size).toBe(texts.size);
  for (const socket of sockets) await socket[Symbol.asyncDispose]();
});

test("clients keep what cannot be sent, and send it by themselves", async () => {
  await using cluster = await parts.startCluster(2);
  await using ana = await SdkClient.register(cluster.node(0).url, "Ana");
  await using bo = await SdkClient.register(cluster.node(1).url, "Bo_");
  const [anas, bos] = [await ana.lobby(), await bo.lobby()];
  anas.send("before");
  await when(() => textsOf(bos).includes("before"));
  await parts.postgres.kill();
  const written = upTo(5).map((number) => `meanwhile ${number}`);
  for (const text of written) anas.send(text);
  await until(async () => !(await fetch(`${cluster.node(0).url}/ready`)).ok);
  expect(sentTextsOf(anas)).toEqual(["before"]);
  expect(ana.parlor.unsent.value).toBe(5);
  await parts.postgres.start();
  await Promise.all([anas, bos].map((view) => when(() => sentTextsOf(view).length === 6)));
  for (const view of [anas, bos]) expect(textsOf(view)).toEqual(["before", ...written]);
});
