import { expect, test } from "bun:test";
import { expectOk, SdkClient, sentTextsOf, textsOf, when } from "#testkit/sdk-client.ts";
import { startTestServer } from "#testkit/test-server.ts";

test("Ana and Bo register, meet in the lobby and talk both ways", async () => {
  await using server = await startTestServer();
  await using ana = await SdkClient.register(server.url, "Ana");
  expect(ana.parlor.me.value).toMatchObject({ username: "Ana", role: "admin" });
  await using bo = await SdkClient.register(server.url, "Bo_");
  expect(bo.parlor.me.value).toMatchObject({ username: "Bo_", role: "member" });
  const [anas, bos] = [await ana.lobby(), await bo.lobby()];

  anas.send("Hello Bo");
  expect(anas.messages.value.at(-1)).toMatchObject({ state: "sending", mine: true, message: { body: { text: "Hello Bo" } } });
  await when(() => textsOf(bos).includes("Hello Bo"));
  expect(bos.messages.value.at(-1)).toMatchObject({ state: "sent", mine: false, message: { sender: { name: "Ana" } } });
  bos.send("Hello Ana");
  await when(() => sentTextsOf(anas).length === 2);
  await when(() => bo.parlor.unsent.value === 0);
  expect(sentTextsOf(anas)).toEqual(["Hello Bo", "Hello Ana"]);
  expect(textsOf(bos)).toEqual(["Hello Bo", "Hello Ana"]);
});

test("a wrong password is refused, the right one signs in on another device, which shows the same", async () => {
  await using server = await startTestServer();
  await using ana = await SdkClient.register(server.url, "Ana");
  (await ana.lobby()).send("from the desk");
  await using phone = await SdkClient.start(server.url);
  expect(phone.parlor.phase.value).toBe("signed_out");
  for (const attempt of [
    { login: "Ana", password: "guess" },
    { login: "Nobody", password: "Ana" },
  ]) {
    expect(await phone.parlor.login(attempt)).toMatchObject({ ok: false, problem: { code: "wrong_credentials" } });
  }
  expect(phone.parlor.phase.value).toBe("signed_out");
  expectOk(await phone.parlor.login({ login: "ana", password: "Ana" }));
  const view = await phone.lobby();
  await when(() => textsOf(view).includes("from the desk"));
});

test("three people who write at once see the same, in the same order", async () => {
  await using server = await startTestServer({ unlimited: true });
  await using ana = await SdkClient.register(server.url, "Ana");
  await using bo = await SdkClient.register(server.url, "Bo_");
  await using cy = await SdkClient.register(server.url, "Cy_");
  const views = await Promise.all([ana, bo, cy].map((person) => person.lobby()));
  for (const [who, view] of views.entries()) for (let n = 0; n < 20; n++) view.send(`${who}:${n}`);
  await Promise.all(views.map((view) => when(() => sentTextsOf(view).length === 60)));
  const [order = []] = views.map(sentTextsOf);
  expect(new Set(order).size).toBe(60);
  for (const view of views) {
    expect(sentTextsOf(view)).toEqual(order);
    const seqs = view.messages.value.map(({ message }) => message.seq);
    expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
  }
  for (const who of ["0", "1", "2"]) {
    const own = order.filter((text) => text.startsWith(`${who}:`));
    expect(own).toEqual(own.map((_, n) => `${who}:${n}`));
  }
});

test("a second tab shows what the first one sends, once, and neither flips presence when it closes", async () => {
  await using server = await startTestServer();
  await using ana = await SdkClient.register(server.url, "Ana");
  await using bo = await SdkClient.register(server.url, "Bo_");
  // Presence of a person is for contacts.
  const asked = await ana.parlor.call("friend.request", { username: "Bo_" });
  if (!asked.ok) throw new Error(asked.problem.message);
  await bo.parlor.call("friend.accept", { request: asked.value.id });
  const tab = await ana.anotherTab();
  await tab.live();
  const views = [await ana.lobby(), await tab.lobby(), await bo.lobby()];
  views[0]?.send("from the first tab");
  await Promise.all(views.map((view) => when(() => sentTextsOf(view).includes("from the first tab"))));
  views[1]?.send("from the second tab");
  await Promise.all(views.map((view) => when(() => sentTextsOf(view).includes("from the second tab"))));
  for (const view of views) expect(textsOf(view)).toEqual(["from the first tab", "from the second tab"]);
  expect(ana.parlor.me.value?.id).toBe(tab.parlor.me.value?.id as never);

  const seen: string[] = [];
  const anasPresence = bo.parlor.presence.of(ana.parlor.me.value?.id as never);
  await when(() => anasPresence.value === "online");
  using _watch = { [Symbol.dispose]: anasPresence.subscribe((state) => void seen.push(state)) };
  await tab[Symbol.asyncDispose]();
  views[0]?.send("still here");
  await when(() => textsOf(views[2] as never).includes("still here"));
  expect(seen).toEqual(["online"]);
});

test("reading on one device clears unread on the other", async () => {
  await using server = await startTestServer();
  await using desk = await SdkClient.register(server.url, "Ana");
  await using phone = await SdkClient.login(server.url, "Ana");
  await using bo = await SdkClient.register(server.url, "Bo_");
  const bos = await bo.lobby();
  for (const text of ["one", "two", "three"]) bos.send(text);
  const unread = (client: SdkClient) => client.parlor.conversations.value[0]?.unread;
  await when(() => unread(desk) === 3 && unread(phone) === 3);

  const view = await desk.lobby();
  expect(view.first_unread_seq.value).toBe(
    view.messages.value.find(({ message }) => message.type === "text")?.message.seq ?? null,
  );
  view.markRead(view.summary.value.seq - 1);
  await when(() => unread(phone) === 1);
  view.markRead(view.summary.value.seq);
  await when(() => unread(phone) === 0);
  expect(unread(desk)).toBe(0);
  expect(unread(bo)).toBe(0);
});

test("typing is shown to the other and ends with the message", async () => {
  await using server = await startTestServer();
  await using ana = await SdkClient.register(server.url, "Ana");
  await using bo = await SdkClient.register(server.url, "Bo_");
  const [anas, bos] = [await ana.lobby(), await bo.lobby()];
  anas.setTyping(true);
  await when(() => bos.typing.value.length === 1);
  expect(bos.typing.value[0]?.name).toBe("Ana");
  expect(anas.typing.value).toEqual([]);
  anas.send("done");
  await when(() => textsOf(bos).includes("done"));
  expect(bos.typing.value).toEqual([]);
});
