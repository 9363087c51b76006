import { expect, spyOn, test } from "bun:test";
import { closeCodes } from "#protocol/close-codes.ts";
import { limits, rates } from "#protocol/limits.ts";
import { captureLog } from "#testkit/captured-log.ts";
import { RawPerson, refusalOf } from "#testkit/raw-client.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";
import { StoreUnavailable } from "../store/store-unavailable.ts";

/** A socket as soon as it is open, before the server has said anything. */
function openSocket({ url }: TestServer, person: RawPerson, first?: object) {
  const headers = { authorization: `Bearer ${person.access_token}` };
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws`, { headers } as unknown as string[]);
  if (first) socket.onopen = () => socket.send(JSON.stringify(first));
  const closed = new Promise<number>((resolve) => {
    socket.onclose = ({ code }) => resolve(code);
  });
  return { socket, closed };
}

const lobbyOf = async (person: RawPerson) => (await person.call("conversation.list", {})).conversations[0]?.id ?? "";

test.each([
  ["a database that is away", () => new StoreUnavailable("gone")],
  ["a mistake of the server", () => new Error("a bug")],
])("%s while a socket is opened signs nobody out", async (_, fault) => {
  await using server = await startTestServer({ log: captureLog("warn").log });
  const ana = await RawPerson.register(server.url, "Ana");
  const { accounts } = server.server.context.store.read;
  const get = accounts.get;
  using reads = spyOn(accounts, "get").mockImplementationOnce(get);
  reads.mockImplementation(() => Promise.reject(fault()));
  const { closed } = openSocket(server, ana);
  expect(await closed).toBe(closeCodes.unavailable.code);
  reads.mockRestore();
  await using socket = await ana.connect();
  expect(socket.ready.account?.username).toBe("Ana");
});

test("a session that ends while its socket is opened has no socket, and what it sent at once is not done", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "Ana");
  const phone = await RawPerson.login(server.url, "Ana");
  const conversation = await lobbyOf(ana);
  const { sessions } = server.server.context.store.read;
  const get = sessions.get;
  let isRevoked = false;
  using _reads = spyOn(sessions, "get").mockImplementation(async (id) => {
    const row = await get(id);
    if (id !== phone.session || isRevoked) return row;
    isRevoked = true;
    // The handshake goes on with what it has read.
    await ana.call("session.revoke", { session: phone.session as never });
    return row;
  });
  const input = { conversation, mid: "sent-at-once", body: { text: "still in" } };
  const { closed } = openSocket(server, phone, { id: 1, op: "message.send", input });
  expect(await closed).toBe(closeCodes.signed_out.code);
  const { messages } = await ana.call("conversation.history", { conversation: conversation as never });
  expect(messages.map(({ type }) => type)).toEqual(["system"]);
});

test("a blocked account is told so while its socket is opened", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "Ana");
  const { accounts } = server.server.context.store.read;
  const get = accounts.get;
  using _reads = spyOn(accounts, "get").mockImplementationOnce(async (id) => {
    const row = await get(id);
    await server.server.context.store.write((tables) => tables.accounts.update(id, { blocked_at: 1 }));
    return row;
  });
  const { closed } = openSocket(server, ana);
  expect(await closed).toBe(closeCodes.blocked.code);
});

test("whoever joins a room while a resume reads their conversations hears what is said in it", async () => {
  await using server = await startTestServer();
  const [ana, bo] = [await RawPerson.register(server.url, "Ana"), await RawPerson.register(server.url, "Bo_")];
  const { id, room } = await bo.call("room.create", { name: "Tea", retention: "persistent" });
  await using bosSocket = await bo.connect();
  await using anasSocket = await ana.connect();
  const { members } = server.server.context.store.read;
  const listFor = members.listFor;
  let reads = 0;
  using _reads = spyOn(members, "listFor").mockImplementation(async (person) => {
    const list = await listFor(person);
    if (person !== ana.id || ++reads !== 2) return list;
    await ana.call("room.join", { code: room?.code ?? "" });
    await anasSocket.event("conversation.added");
    return list;
  });
  await anasSocket.resume();
  const sent = await bosSocket.send(id, "Welcome Ana");
  expect(await anasSocket.event("message.created", (message) => message.id === sent.id)).toMatchObject({ conversation: id });
});

test("a resume leaves no subscription behind to what the person is no longer in", async () => {
  await using server = await startTestServer();
  const [ana, bo] = [await RawPerson.register(server.url, "Ana"), await RawPerson.register(server.url, "Bo_")];
  const { id, room } = await bo.call("room.create", { name: "Tea", retention: "persistent" });
  await ana.call("room.join", { code: room?.code ?? "" });
  await using bosSocket = await bo.connect();
  await bosSocket.resume();
  await using anasSocket = await ana.connect();
  await anasSocket.resume();
  // As when the word of another node was lost.
  await server.server.context.store.write(({ members }) => members.remove(id, ana.id as never));
  await anasSocket.resume();
  await bosSocket.send(id, "Is Ana gone?");
  const seen = await bosSocket.send(await lobbyOf(ana), "Hello all");
  await anasSocket.event("message.created", (message) => message.id === seen.id);
  expect(anasSocket.texts()).toEqual(["Hello all"]);
});

test("one socket more than a person may have takes the place of the oldest", async () => {
  await using server = await startTestServer();
  const [ana, bo] = [await RawPerson.register(server.url, "Ana"), await RawPerson.register(server.url, "Bo_")];
  await using bosSocket = await bo.connect();
  await using sockets = new AsyncDisposableStack();
  const oldest = sockets.use(await ana.connect());
  const second = sockets.use(await ana.connect());
  for (let more = 2; more < limits.sockets_per_person; more++) sockets.use(await ana.connect());
  expect(await oldest.request("server.get", {})).toMatchObject({ name: "Parlor" });
  const newest = sockets.use(await ana.connect());
  expect(await oldest.closed).toMatchObject({ code: closeCodes.replaced.code });
  for (const socket of [second, newest, bosSocket])
    expect(await socket.request("server.get", {})).toMatchObject({ name: "Parlor" });
});

test("whoever goes on sending what is no request loses the connection", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "Ana");
  await using socket = await ana.connect();
  for (let n = 0; n < 2 * rates.socket.capacity; n++) socket.socket.send("nonsense");
  expect(await socket.closed).toMatchObject({ code: closeCodes.protocol_error.code });
});

test("requests beyond the rate are refused, whatever they are, and cost nobody the connection", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "Ana");
  await using socket = await ana.connect();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 2 * rates.socket.capacity }, () => socket.request("server.get", {})),
  );
  expect(outcomes.some(({ status }) => status === "rejected")).toBeTrue();
  server.advance(10_000);
  expect(await socket.request("server.get", {})).toMatchObject({ name: "Parlor" });
  expect(await refusalOf(socket.request("message.explode" as never, {} as never))).toMatchObject({ code: "unknown_operation" });
});
