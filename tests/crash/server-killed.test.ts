import { afterEach, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConversationId } from "#protocol/ids.ts";
import type { Message } from "#protocol/objects/message.ts";
import { ClusterNode } from "#testkit/cluster.ts";
import { freePort } from "#testkit/free-port.ts";
import { RawGuest, RawPerson, type RawSocket, refusalOf } from "#testkit/raw-client.ts";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A server on the embedded database, in a process that can be killed. */
async function startNode(): Promise<ClusterNode> {
  const folder = await mkdtemp(join(tmpdir(), "parlor-killed-"));
  folders.push(folder);
  const node = new ClusterNode({ DATA_DIR: folder, PORT: String(await freePort()) });
  await node.start();
  return node;
}

/** Sends until the socket is cut; returns what was acknowledged, and what was sent without an answer. */
async function sendUntilCut(socket: RawSocket, conversation: string, onAcknowledged: () => void) {
  const acknowledged: { mid: string; seq: number }[] = [];
  for (let n = 0; ; n++) {
    const mid = `${socket.ready.session}-${n}`;
    try {
      const { seq } = await socket.send(conversation, `message ${n}`, mid);
      acknowledged.push({ mid, seq });
      onAcknowledged();
    } catch {
      return { acknowledged, unanswered: mid };
    }
  }
}

async function wholeHistory(person: RawPerson, conversation: ConversationId): Promise<Message[]> {
  const all: Message[] = [];
  for (let after_seq = 0; ; ) {
    const page = await person.call("conversation.history", { conversation, after_seq, limit: 100 });
    all.push(...page.messages);
    if (!page.has_after) return all;
    after_seq = all.at(-1)?.seq ?? 0;
  }
}

test("a server killed while two people write has lost nothing that it acknowledged", async () => {
  const node = await startNode();
  const [ana, bo] = [await RawPerson.register(node.url, "Ana"), await RawPerson.register(node.url, "Bo_")];
  const sockets = [await ana.connect(), await bo.connect()];
  const lobby = (await Promise.all(sockets.map((socket) => socket.resume())))[0]?.conversations[0]?.conversation.id;
  if (!lobby) throw new Error("no lobby");
  let count = 0;
  const killed = Promise.withResolvers<void>();
  const runs = sockets.map((socket) =>
    sendUntilCut(socket, lobby, () => {
      if (++count === 300) node.kill().then(killed.resolve, killed.reject);
    }),
  );
  const written = await Promise.all(runs);
  await killed.promise;
  await node.start();

  const again = [await ana.connect(), await bo.connect()];
  for (const [index, { unanswered }] of written.entries()) await again[index]?.send(lobby, "after the crash", unanswered);
  const history = await wholeHistory(ana, lobby);
  expect(history.map(({ seq }) => seq)).toEqual(history.map((_, index) => index + 1));
  const byMid = new Map(history.map((message) => [message.mid as string, message]));
  expect(byMid.size).toBe(history.length);
  const promised = written.flatMap(({ acknowledged }) => acknowledged);
  expect(promised.length).toBeGreaterThanOrEqual(300);
  expect(promised.filter(({ mid, seq }) => byMid.get(mid)?.seq !== seq)).toEqual([]);
  for (const { unanswered } of written) expect(byMid.has(unanswered)).toBe(true);
  for (const socket of again) await socket[Symbol.asyncDispose]();
  await node.stop();
}, 30_000);

test("a session room that was empty when the server was killed is still cleaned up", async () => {
  const node = await startNode();
  const bo = await RawGuest.createRoom(node.url, { nickname: "Bo", retention: "session" });
  await using socket = await bo.connect();
  await socket.resume();
  await socket.send(bo.room, "hello");
  await node.kill();
  await socket.closed;
  await node.start();
  const room = bo.room as ConversationId;
  expect(await bo.call("conversation.get", { conversation: room })).toMatchObject({ kind: "room" });
  await node.cleanRooms();
  await node.advance(61_000);
  await node.cleanRooms();
  expect(await refusalOf(bo.call("conversation.get", { conversation: room }))).toMatchObject({ code: "session_expired" });
  await node.stop();
}, 30_000);
