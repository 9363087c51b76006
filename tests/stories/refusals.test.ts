import { expect, test } from "bun:test";
import { RawPerson, RawSocket, type RefusedError, refusalOf } from "#testkit/raw-client.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";

async function anaInLobby(server: TestServer) {
  const ana = await RawPerson.register(server.url, "Ana");
  const socket = await ana.connect();
  const lobby = (await socket.resume()).conversations[0]?.conversation.id ?? "";
  return { ana, socket, lobby };
}

test("a message that is too long is refused, counted in code points", async () => {
  await using server = await startTestServer();
  const { socket, lobby } = await anaInLobby(server);
  expect(await refusalOf(socket.send(lobby, "😀".repeat(4_001)))).toMatchObject({
    code: "message_too_long",
    retry: "no",
    field: "body.text",
  });
  expect(await socket.send(lobby, "😀".repeat(4_000))).toMatchObject({ seq: 2 });
});

test("the longest message a server can be set to arrives, also with every character escaped", async () => {
  await using server = await startTestServer({ env: { MESSAGE_MAX_LENGTH: "5000" } });
  const { socket, lobby } = await anaInLobby(server);
  const conversation = lobby as never;
  const request = { id: 900, op: "message.send", input: { conversation, mid: "the-longest-mid", body: { text: "TEA" } } };
  socket.socket.send(JSON.stringify(request).replace("TEA", "\\ud83c\\udf75".repeat(5_000)));
  expect(await socket.answerTo(900)).toMatchObject({ seq: 2 });
  await expect(startTestServer({ env: { MESSAGE_MAX_LENGTH: "5001" } })).rejects.toThrow("MESSAGE_MAX_LENGTH");
});

test("a message that shows nothing is refused", async () => {
  await using server = await startTestServer();
  const { socket, lobby } = await anaInLobby(server);
  for (const text of ["", " \n\t", "\u200b\u200d\ufeff", "\u202e\u2066", "\u3164\u2800"]) {
    expect(await refusalOf(socket.send(lobby, text))).toMatchObject({ code: "message_blank" });
  }
});

test("text that no store could hold is refused", async () => {
  await using server = await startTestServer();
  const { socket, lobby } = await anaInLobby(server);
  for (const text of ["a\u0000b", "lone \ud800 surrogate"])
    expect(await refusalOf(socket.send(lobby, text))).toMatchObject({ code: "invalid_input", field: "body.text" });
});

test("nobody can name another as the sender", async () => {
  await using server = await startTestServer();
  const { socket, lobby } = await anaInLobby(server);
  const forged = {
    conversation: lobby,
    mid: "forged-message",
    body: { text: "I am the server" },
    sender: { kind: "system", id: null, name: "" },
  };
  expect(await refusalOf(socket.request("message.send", forged as never))).toMatchObject({
    code: "invalid_input",
    field: "sender",
  });
  const typed = { conversation: lobby, mid: "forged-message", type: "system", body: { text: "x" } };
  expect(await refusalOf(socket.request("message.send", typed as never))).toMatchObject({ code: "invalid_input", field: "type" });
  const withNotice = { conversation: lobby, mid: "forged-message", body: { text: "x", notice: { kind: "joined" } } };
  expect(await refusalOf(socket.request("message.send", withNotice as never))).toMatchObject({ code: "invalid_input" });
});

test("a stranger's conversation looks like one that does not exist", async () => {
  await using server = await startTestServer();
  const { socket } = await anaInLobby(server);
  const nowhere = "01890000-0000-7000-8000-000000000000";
  const conversation = nowhere as never;
  for (const work of [
    () => socket.send(nowhere, "hello"),
    () => socket.request("conversation.get", { conversation }),
    () => socket.request("conversation.history", { conversation }),
    () => socket.request("conversation.members", { conversation }),
    () => socket.request("conversation.mark_read", { conversation, seq: 1 }),
    () => socket.request("conversation.typing", { conversation, typing: true }),
    () => socket.request("message.get_changes", { conversation, after_rev: 0 }),
  ]) {
    expect(await refusalOf(work())).toMatchObject({ code: "conversation_not_found" });
  }
});

test("a reply to a message that is not there is refused and writes nothing", async () => {
  await using server = await startTestServer();
  const { ana, socket, lobby } = await anaInLobby(server);
  const nowhere = "01890000-0000-7000-8000-000000000000";
  const input = { conversation: lobby, mid: "reply-to-nothing", body: { text: "yes" }, reply_to: nowhere };
  expect(await refusalOf(socket.request("message.send", input as never))).toMatchObject({ code: "reply_not_found" });
  expect((await ana.call("conversation.history", { conversation: lobby as never })).messages.map(({ type }) => type)).toEqual([
    "system",
  ]);
});

test("the same mid again is the same message", async () => {
  await using server = await startTestServer();
  const { ana, socket, lobby } = await anaInLobby(server);
  const answers = await Promise.all([
    socket.send(lobby, "once", "the-same-mid"),
    socket.send(lobby, "once", "the-same-mid"),
    socket.send(lobby, "once", "the-same-mid"),
  ]);
  expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  expect(
    (await ana.call("conversation.history", { conversation: lobby as never })).messages.filter(({ type }) => type === "text"),
  ).toHaveLength(1);
});

test("mistakes get an answer and keep the connection", async () => {
  await using server = await startTestServer();
  const { socket, lobby } = await anaInLobby(server);
  socket.socket.send("this is not JSON");
  socket.socket.send("[]");
  socket.socket.send(new Uint8Array([1, 2, 3]));
  socket.socket.send(JSON.stringify({ id: 900, op: 5 }));
  await expect(socket.answerTo(900)).rejects.toMatchObject({ problem: { code: "bad_request" } });
  socket.socket.send(JSON.stringify({ id: 901, op: "message.explode", input: {} }));
  await expect(socket.answerTo(901)).rejects.toMatchObject({ problem: { code: "unknown_operation" } });
  expect(await refusalOf(socket.request("auth.login", { login: "Ana", auth: "A".repeat(43) }))).toMatchObject({
    code: "http_only",
  });
  expect(await socket.send(lobby, "still here")).toMatchObject({ seq: 2 });
});

test("a frame of ten megabytes costs its sender the connection and nobody else", async () => {
  await using server = await startTestServer();
  const { ana, socket, lobby } = await anaInLobby(server);
  await using other = await ana.connect();
  await other.resume();
  socket.socket.send("x".repeat(10 * 1024 * 1024));
  expect((await socket.closed).code).toBe(1009);
  expect(await other.send(lobby, "still here")).toMatchObject({ seq: 2 });
});

test("more messages than the burst are refused with the time to wait", async () => {
  await using server = await startTestServer();
  const { socket, lobby } = await anaInLobby(server);
  const outcomes = await Promise.allSettled(Array.from({ length: 25 }, (_, n) => socket.send(lobby, `${n}`)));
  const refused = outcomes.flatMap((outcome) =>
    outcome.status === "rejected" ? [(outcome.reason as RefusedError).problem] : [],
  );
  expect(refused.length).toBe(5);
  for (const problem of refused)
    expect(problem).toMatchObject({ code: "rate_limited", retry: "after", retry_after_ms: expect.any(Number) });
});

test("the socket is refused to who is not signed in", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "Ana");
  const upgrade = {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
  };
  const nonsense: Record<string, string>[] = [
    {},
    { authorization: "Bearer nonsense" },
    { cookie: "parlor_session=nonsense", origin: server.url },
  ];
  for (const headers of nonsense) {
    expect((await fetch(`${server.url}/ws`, { headers: { ...upgrade, ...headers } })).status).toBe(401);
  }
  const foreign = { ...upgrade, cookie: `parlor_session=${ana.access_token}`, origin: "https://elsewhere.example" };
  expect((await fetch(`${server.url}/ws`, { headers: foreign })).status).toBe(403);
  expect((await fetch(`${server.url}/ws?token=nonsense`, { headers: upgrade })).status).toBe(401);

  const { ticket } = await ana.call("auth.ticket", {});
  await using socket = await RawSocket.open(server.url, {}, `?token=${ticket}`);
  expect(socket.ready.account?.username).toBe("Ana");
  expect((await fetch(`${server.url}/ws?token=${ticket}`, { headers: upgrade })).status).toBe(401);
  const late = await ana.call("auth.ticket", {});
  server.advance(31_000);
  expect((await fetch(`${server.url}/ws?token=${late.ticket}`, { headers: upgrade })).status).toBe(401);
});

test("a revoked session loses its socket at once, and the others keep theirs", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "Ana");
  const phone = await RawPerson.login(server.url, "Ana");
  await using desk = await ana.connect();
  await using phonesSocket = await phone.connect();
  await ana.call("session.revoke", { session: phone.session as never });
  expect(await phonesSocket.closed).toMatchObject({ code: 4001 });
  expect(await refusalOf(phone.call("account.get", {}))).toMatchObject({ code: "session_expired" });
  expect(await desk.request("account.get", {})).toMatchObject({ username: "Ana" });
});

test("names that try to deceive stay text", async () => {
  await using server = await startTestServer();
  expect(await refusalOf(RawPerson.register(server.url, "Server"))).toMatchObject({ code: "username_reserved" });
  for (const name of ["<img src=x onerror=alert(1)>", "Ana\u202e", "A\u200bna", "Ána", "a b", ""]) {
    expect(await refusalOf(RawPerson.register(server.url, name))).toMatchObject({ code: "invalid_input", field: "username" });
  }
  const ana = await RawPerson.register(server.url, "Ana");
  expect(await refusalOf(RawPerson.register(server.url, "aNA"))).toMatchObject({ code: "username_taken" });
  const shown = await ana.call("account.update", {
    display_name: " \u202eAna\u200b  <b>of</b>\u0000 Parlor ".replace("\u0000", ""),
  });
  expect(shown.display_name).toBe("Ana <b>of</b> Parlor");
  expect(await refusalOf(ana.call("account.update", { display_name: "\u200b\u202e " }))).toMatchObject({
    code: "invalid_input",
    field: "display_name",
  });
});
