import { expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { limits } from "#protocol/limits.ts";
import { RawPerson, refusalOf } from "#testkit/raw-client.ts";
import { newAccount } from "#testkit/store.ts";
import { startTestServer } from "#testkit/test-server.ts";

test("Ana and Bo meet in the lobby and talk", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "Ana");
  await using anasSocket = await ana.connect();
  const [lobby] = (await anasSocket.resume()).conversations;
  if (!lobby) throw new Error("no lobby");
  expect(lobby.conversation).toMatchObject({ kind: "lobby", encrypted: false, member_count: 1, unread: 0 });

  const bo = await RawPerson.register(server.url, "Bo_");
  expect(await anasSocket.event("member.joined")).toMatchObject({
    member: { person: { id: bo.id, name: "Bo_" } },
    member_count: 2,
  });
  const notice = await anasSocket.event("message.created", (message) => message.type === "system");
  expect(notice).toMatchObject({
    sender: { kind: "system", id: null },
    body: { notice: { kind: "joined_server", subject: { id: bo.id } } },
  });

  await using bosSocket = await bo.connect();
  await bosSocket.resume();
  const sent = await anasSocket.send(lobby.conversation.id, "Hello Bo");
  const received = await bosSocket.event("message.created", (message) => message.id === sent.id);
  expect(received).toMatchObject({
    seq: sent.seq,
    rev: sent.rev,
    sender: { kind: "account", id: ana.id, name: "Ana" },
    body: { text: "Hello Bo" },
  });
  await bosSocket.send(lobby.conversation.id, "Hello Ana");
  await anasSocket.event("message.created", (message) => message.type === "text" && message.body.text === "Hello Ana");

  const history = await bo.call("conversation.history", { conversation: lobby.conversation.id });
  expect(history.messages.filter(({ type }) => type === "text").map(({ body }) => body)).toEqual([
    { text: "Hello Bo" },
    { text: "Hello Ana" },
  ]);
  expect(history.messages.map(({ seq }) => seq)).toEqual(history.messages.map((_, index) => index + 1));
});

test("the count of those online counts people, not tabs", async () => {
  await using server = await startTestServer();
  const [ana, bo] = [await RawPerson.register(server.url, "Ana"), await RawPerson.register(server.url, "Bo_")];
  await using first = await ana.connect();
  const { conversations } = await first.resume();
  const lobby = conversations[0]?.conversation.id ?? "";
  await using second = await ana.connect();
  await second.resume();
  await using bosSocket = await bo.connect();
  await bosSocket.resume();
  await first.event("conversation.presence", (change) => change.online_count === 2);
  const page = await ana.call("conversation.members", { conversation: lobby as never });
  expect(page).toMatchObject({ online_count: 2, member_count: 2 });
  expect(page.members.map(({ person, presence }) => [person.name, presence])).toEqual([
    ["Ana", "online"],
    ["Bo_", "online"],
  ]);
  await bosSocket[Symbol.asyncDispose]();
  const before = first.events.length;
  await first.event("conversation.presence", (change) => first.events.length > before && change.online_count === 1);
});

test("who has read what is the same on every device, and never moves back", async () => {
  await using server = await startTestServer();
  const [ana, bo] = [await RawPerson.register(server.url, "Ana"), await RawPerson.register(server.url, "Bo_")];
  await using bosSocket = await bo.connect();
  const lobby = (await bosSocket.resume()).conversations[0]?.conversation.id ?? "";
  await using desk = await ana.connect();
  await desk.resume();
  await using phone = await ana.connect();
  const sent = [await bosSocket.send(lobby, "one"), await bosSocket.send(lobby, "two"), await bosSocket.send(lobby, "three")];
  expect((await phone.resume()).conversations[0]?.conversation.unread).toBe(3);

  await desk.request("conversation.mark_read", { conversation: lobby as never, seq: sent[1]?.seq ?? 0 });
  expect(await phone.event("receipt.changed")).toMatchObject({ id: ana.id, read_seq: sent[1]?.seq, unread: 1 });
  expect(await desk.request("conversation.mark_read", { conversation: lobby as never, seq: 1 })).toMatchObject({
    read_seq: sent[1]?.seq,
    unread: 1,
  });
  expect(await desk.request("conversation.mark_read", { conversation: lobby as never, seq: 9_999 })).toMatchObject({
    read_seq: sent[2]?.seq,
    unread: 0,
  });
});

test("typing is told to the others", async () => {
  await using server = await startTestServer();
  const [ana, bo] = [await RawPerson.register(server.url, "Ana"), await RawPerson.register(server.url, "Bo_")];
  await using anasSocket = await ana.connect();
  const lobby = (await anasSocket.resume()).conversations[0]?.conversation.id ?? "";
  await using bosSocket = await bo.connect();
  await bosSocket.resume();
  await anasSocket.request("conversation.typing", { conversation: lobby as never, typing: true });
  expect(await bosSocket.event("typing.changed")).toEqual({
    conversation: lobby as never,
    person: { id: ana.id as never, name: "Ana" },
    typing: true,
  });
});

test.each([
  { members: limits.small_conversation, told: ["typing.changed", "message.created"] },
  { members: limits.small_conversation + 1, told: ["message.created"] },
])("among $members people typing and a message are told as $told", async ({ members, told }) => {
  await using server = await startTestServer();
  const [ana, bo] = [await RawPerson.register(server.url, "Ana"), await RawPerson.register(server.url, "Bo_")];
  await using anasSocket = await ana.connect();
  const lobby = ((await anasSocket.resume()).conversations[0]?.conversation.id ?? "") as never;
  await using bosSocket = await bo.connect();
  await server.server.context.store.write(async (tables) => {
    for (let n = 2; n < members; n++) await tables.accounts.insert(newAccount(`person_${n}`));
    await tables.members.addEveryAccount(lobby, 1);
  });
  expect((await bosSocket.resume()).conversations[0]?.conversation.member_count).toBe(members);
  await anasSocket.request("conversation.typing", { conversation: lobby, typing: true });
  const sent = await anasSocket.send(lobby, "Hello");
  await bosSocket.event("message.created", (message) => message.id === sent.id);
  const heard = bosSocket.events.map(({ event }) => event).filter((event) => event !== "conversation.presence");
  expect(heard).toEqual([...told]);
});

test("switched off, the lobby is nobody's; switched on again, everybody's, with all that was said", async () => {
  const data_dir = await mkdtemp(join(tmpdir(), "parlor-lobby-"));
  const serve = (LOBBY: "on" | "off") => startTestServer({ data_dir, env: { LOBBY } });
  const lists = async (person: RawPerson) => (await person.call("conversation.list", {})).conversations;
  let lobby = "";
  try {
    {
      await using server = await serve("on");
      const ana = await RawPerson.register(server.url, "Ana");
      await using socket = await ana.connect();
      lobby = (await socket.resume()).conversations[0]?.conversation.id ?? "";
      await socket.send(lobby, "Is anybody here?");
    }
    {
      await using server = await serve("off");
      const [ana, bo] = [await RawPerson.login(server.url, "Ana"), await RawPerson.register(server.url, "Bo_")];
      expect(await ana.call("server.get", {})).toMatchObject({ lobby: false });
      for (const person of [ana, bo]) {
        await using socket = await person.connect();
        expect((await socket.resume()).conversations).toEqual([]);
        expect(await lists(person)).toEqual([]);
        expect(await refusalOf(socket.send(lobby, "Hello"))).toMatchObject({ code: "conversation_not_found" });
        const history = person.call("conversation.history", { conversation: lobby as never });
        expect(await refusalOf(history)).toMatchObject({ code: "conversation_not_found" });
      }
    }
    await using server = await serve("on");
    const [ana, bo] = [await RawPerson.login(server.url, "Ana"), await RawPerson.login(server.url, "Bo_")];
    expect(await ana.call("server.get", {})).toMatchObject({ lobby: true });
    for (const person of [ana, bo]) {
      expect(await lists(person)).toMatchObject([{ id: lobby, member_count: 2, unread: 0 }]);
      const { messages } = await person.call("conversation.history", { conversation: lobby as never });
      expect(messages.map(({ body }) => body)).toContainEqual({ text: "Is anybody here?" });
    }
    await using socket = await bo.connect();
    await socket.resume();
    expect((await socket.send(lobby, "I am")).seq).toBe(3);
  } finally {
    await rm(data_dir, { recursive: true, force: true });
  }
});
