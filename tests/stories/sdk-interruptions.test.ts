import { expect, test } from "bun:test";
import { limits } from "#protocol/limits.ts";
import { RawPerson } from "#testkit/raw-client.ts";
import { SdkClient, sentTextsOf, textsOf, when } from "#testkit/sdk-client.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";

/** Every text the server has stored, in its order. */
async function storedTexts(server: TestServer, reader: string): Promise<string[]> {
  const person = await RawPerson.register(server.url, reader);
  const conversation = (await person.call("conversation.list", {})).conversations[0]?.id as never;
  const texts: string[] = [];
  for (let after_seq = 0, has_after = true; has_after; ) {
    const page = await person.call("conversation.history", { conversation, after_seq, limit: 100 });
    texts.push(...page.messages.flatMap((message) => (message.type === "text" ? [message.body.text] : [])));
    after_seq = page.messages.at(-1)?.seq ?? after_seq;
    has_after = page.has_after;
  }
  return texts;
}

test("a restart in the middle of 200 messages from two clients loses nothing, doubles nothing and keeps the order", async () => {
  await using before = await startTestServer({ unlimited: true });
  await using ana = await SdkClient.register(before.url, "Ana");
  await using bo = await SdkClient.register(before.url, "Bo_");
  const [anas, bos] = [await ana.lobby(), await bo.lobby()];
  for (let n = 0; n < 100; n++) {
    anas.send(`ana ${n}`);
    bos.send(`bo ${n}`);
  }
  await when(() => sentTextsOf(anas).length >= 20);
  await before.stop();
  expect(ana.parlor.unsent.value + bo.parlor.unsent.value).toBeGreaterThan(0);
  await when(() => ana.parlor.connection.value.state === "waiting" && bo.parlor.connection.value.state === "waiting");

  await using after = await startTestServer({ unlimited: true, data_dir: before.data_dir, port: before.port });
  await when(() => ana.parlor.unsent.value === 0 && bo.parlor.unsent.value === 0);
  await Promise.all([anas, bos].map((view) => when(() => sentTextsOf(view).length === 200)));
  const stored = await storedTexts(after, "Cy_");
  expect(stored).toHaveLength(200);
  for (const name of ["ana", "bo"]) {
    expect(stored.filter((text) => text.startsWith(name))).toEqual(Array.from({ length: 100 }, (_, n) => `${name} ${n}`));
  }
  for (const view of [anas, bos]) expect(textsOf(view)).toEqual(stored);
}, 30_000);

test("a line that breaks again and again in the middle of sending loses nothing and doubles nothing", async () => {
  await using server = await startTestServer({ unlimited: true });
  await using ana = await SdkClient.register(server.url, "Ana");
  const view = await ana.lobby();
  const expected = Array.from({ length: 60 }, (_, n) => `message ${n}`);
  for (const text of expected) view.send(text);
  for (const reached of [5, 20, 40]) {
    await when(() => sentTextsOf(view).length >= reached);
    ana.cutLine();
  }
  await when(() => ana.parlor.unsent.value === 0 && sentTextsOf(view).length === 60);
  expect(await storedTexts(server, "Bo_")).toEqual(expected);
  expect(textsOf(view)).toEqual(expected);
});

test("who was away sees exactly what was missed, in its place", async () => {
  await using server = await startTestServer({ unlimited: true });
  await using ana = await SdkClient.register(server.url, "Ana");
  await using bo = await SdkClient.register(server.url, "Bo_");
  const [anas, bos] = [await ana.lobby(), await bo.lobby()];
  anas.send("before");
  await when(() => textsOf(bos).includes("before"));
  bo.goOffline();
  await when(() => bo.parlor.connection.value.state === "offline");
  for (const text of ["one", "two", "three"]) anas.send(text);
  await when(() => ana.parlor.unsent.value === 0);
  expect(textsOf(bos)).toEqual(["before"]);

  bo.goOnline();
  await when(() => textsOf(bos).length === 4);
  anas.send("after");
  await when(() => textsOf(bos).includes("after"));
  expect(textsOf(bos)).toEqual(["before", "one", "two", "three", "after"]);
  expect(bo.parlor.conversations.value[0]?.unread).toBe(5);
});

test("who was away for too much starts from the latest page", async () => {
  await using server = await startTestServer({ unlimited: true });
  await using ana = await SdkClient.register(server.url, "Ana");
  await using bo = await SdkClient.register(server.url, "Bo_");
  const [anas, bos] = [await ana.lobby(), await bo.lobby()];
  bo.goOffline();
  const missed = limits.delta_messages + 20;
  for (let n = 0; n < missed; n++) anas.send(`missed ${n}`);
  await when(() => ana.parlor.unsent.value === 0);
  bo.goOnline();
  await when(() => bos.messages.value.length > 0 && bo.parlor.conversations.value[0]?.unread === missed);
  await bos.jumpToLatest();
  await when(() => textsOf(bos).at(-1) === `missed ${missed - 1}`);
  while (bos.page.value.has_before) await bos.loadBefore();
  expect(textsOf(bos)).toEqual(Array.from({ length: missed }, (_, n) => `missed ${n}`));
});

test("what is written without a network waits, survives a closed app, and goes out once", async () => {
  await using server = await startTestServer();
  const ana = await SdkClient.register(server.url, "Ana");
  await using bo = await SdkClient.register(server.url, "Bo_");
  const [anas, bos] = [await ana.lobby(), await bo.lobby()];
  anas.send("with a network");
  await when(() => ana.parlor.unsent.value === 0);
  ana.goOffline();
  for (const text of ["first", "second"]) anas.send(text);
  anas.draft.value = "not finished";
  expect(anas.messages.value.slice(-2).map(({ state }) => state)).toEqual(["sending", "sending"]);
  await ana.parlor.stop();

  const again = new SdkClient(server.url, ana.device);
  again.goOffline();
  await again.parlor.start();
  expect(again.parlor.phase.value).toBe("signed_in");
  const view = await again.lobby();
  expect(textsOf(view)).toEqual(["with a network", "first", "second"]);
  expect(view.draft.value).toBe("not finished");
  expect(again.parlor.unsent.value).toBe(2);

  again.goOnline();
  await when(() => again.parlor.unsent.value === 0 && textsOf(bos).length === 3);
  expect(textsOf(bos)).toEqual(["with a network", "first", "second"]);
  expect(sentTextsOf(view)).toEqual(["with a network", "first", "second"]);
  await again.parlor.stop();
});

test("a tab sends what a tab that was closed left behind, and two tabs send it once", async () => {
  await using server = await startTestServer();
  const first = await SdkClient.register(server.url, "Ana");
  await using second = await first.anotherTab();
  await using third = await first.anotherTab();
  await Promise.all([second.live(), third.live()]);
  for (const tab of [first, second, third]) tab.goOffline();
  (await first.lobby()).send("left behind");
  await when(() => first.parlor.unsent.value === 1);
  await first.parlor.stop();
  for (const tab of [second, third]) tab.goOnline();
  const views = [await second.lobby(), await third.lobby()];
  await Promise.all(views.map((view) => when(() => sentTextsOf(view).includes("left behind"))));
  for (const view of views) expect(textsOf(view)).toEqual(["left behind"]);
  expect(await storedTexts(server, "Bo_")).toEqual(["left behind"]);
});

test("a refused message shows why, can be tried again or discarded, and holds up nothing", async () => {
  await using server = await startTestServer();
  await using ana = await SdkClient.register(server.url, "Ana");
  const view = await ana.lobby();
  view.send("x".repeat(limits.message.max + 1));
  view.send("after it");
  await when(() => view.messages.value.some(({ state }) => state === "failed") && sentTextsOf(view).includes("after it"));
  const failed = view.messages.value.find(({ state }) => state === "failed");
  if (!failed) throw new Error("no failed message");
  expect(failed).toMatchObject({ mine: true, problem: { code: "message_too_long", retry: "no" } });

  view.retry(failed.message.mid);
  expect(view.messages.value.find(({ message }) => message.mid === failed.message.mid)?.state).toBe("sending");
  await when(() => view.messages.value.some(({ state }) => state === "failed"));
  view.discard(failed.message.mid);
  expect(textsOf(view)).toEqual(["after it"]);
  await using again = await ana.anotherTab();
  await again.live();
  expect(again.parlor.unsent.value).toBe(0);
});

test("who writes too fast waits, and everything arrives in order", async () => {
  await using server = await startTestServer({ env: { MESSAGE_RATE: "5/1s" } });
  await using ana = await SdkClient.register(server.url, "Ana");
  const view = await ana.lobby();
  const expected = Array.from({ length: 8 }, (_, n) => `message ${n}`);
  for (const text of expected) view.send(text);
  await when(() => sentTextsOf(view).length === 8);
  expect(view.messages.value.some(({ state }) => state === "failed")).toBe(false);
  expect(await storedTexts(server, "Bo_")).toEqual(expected);
});
