import { expect, test } from "bun:test";
import { limits } from "#protocol/limits.ts";
import { expectOk, SdkClient, sentTextsOf, textsOf, when } from "#testkit/sdk-client.ts";
import { startTestServer } from "#testkit/test-server.ts";

const justExpired = limits.access_token_ms + 1_000;

test("a revoked device says that it must sign in, stops trying, and can sign in again", async () => {
  await using server = await startTestServer();
  await using desk = await SdkClient.register(server.url, "Ana");
  await using phone = await SdkClient.login(server.url, "Ana");
  const { sessions } = expectOk(await desk.parlor.call("session.list", {}));
  const other = sessions.find(({ current }) => !current);
  if (!other) throw new Error("the other session is not listed");
  expectOk(await desk.parlor.call("session.revoke", { session: other.id }));

  await when(() => phone.parlor.phase.value === "signed_out");
  expect(phone.parlor.connection.value).toEqual({ state: "offline", retry_at: null, detail: "signed_out" });
  expect(phone.parlor.me.value).toBeNull();
  expect(phone.parlor.conversations.value).toEqual([]);
  const opened = phone.sockets_opened;
  phone.parlor.wake();
  expect(await phone.parlor.call("account.get", {})).toMatchObject({ ok: false, problem: { code: "not_signed_in" } });
  expect(phone.sockets_opened).toBe(opened);
  expect(desk.parlor.connection.value.state).toBe("live");

  expectOk(await phone.parlor.login({ login: "Ana", password: "Ana" }));
  await phone.live();
  expect(phone.parlor.connection.value.detail).toBeNull();
});

test("a session revoked while the device was away is found out when it comes back", async () => {
  await using server = await startTestServer();
  await using desk = await SdkClient.register(server.url, "Ana");
  await using phone = await SdkClient.login(server.url, "Ana");
  const view = await phone.lobby();
  phone.goOffline();
  view.send("written on the phone");
  expectOk(await desk.parlor.call("session.revoke", { session: "others" }));
  phone.goOnline();
  await when(() => phone.parlor.phase.value === "signed_out");
  expect(phone.parlor.connection.value.detail).toBe("signed_out");

  // What was never sent is the person's own: it waits for the same account.
  expectOk(await phone.parlor.login({ login: "Ana", password: "Ana" }));
  const lobby = await desk.lobby();
  await when(() => textsOf(lobby).includes("written on the phone"));
});

test("an access token that has lapsed is renewed without a word, ahead of time by the device's own clock", async () => {
  await using server = await startTestServer();
  await using ana = await SdkClient.register(server.url, "Ana");
  const view = await ana.lobby();
  server.advance(justExpired);
  ana.advance(justExpired);
  ana.cutLine();
  await when(() => ana.parlor.connection.value.state !== "live");
  await ana.live();
  view.send("fifteen minutes later");
  await when(() => sentTextsOf(view).includes("fifteen minutes later"));
});

test("a device whose clock stands still finds out from the server and renews too", async () => {
  await using server = await startTestServer();
  await using ana = await SdkClient.register(server.url, "Ana");
  for (let hour = 0; hour < 3; hour++) {
    server.advance(justExpired);
    ana.cutLine();
    await when(() => ana.parlor.connection.value.state !== "live");
    await ana.live();
  }
  expect(ana.parlor.phase.value).toBe("signed_in");
  expect(expectOk(await ana.parlor.call("session.list", {})).sessions).toHaveLength(1);
});

test("two tabs that renew at once stay signed in", async () => {
  await using server = await startTestServer();
  await using first = await SdkClient.register(server.url, "Ana");
  await using second = await first.anotherTab();
  await second.live();
  server.advance(justExpired);
  for (const tab of [first, second]) {
    tab.advance(justExpired);
    tab.cutLine();
  }
  await when(() => first.parlor.connection.value.state !== "live" && second.parlor.connection.value.state !== "live");
  await Promise.all([first.live(), second.live()]);
  for (const tab of [first, second]) expect(tab.parlor.phase.value).toBe("signed_in");
});

test("a device that was left for longer than a sign-in lasts says so", async () => {
  await using server = await startTestServer();
  await using ana = await SdkClient.register(server.url, "Ana");
  ana.goOffline();
  for (const clock of [server, ana]) clock.advance(limits.refresh_token_ms + 1_000);
  ana.goOnline();
  await when(() => ana.parlor.phase.value === "signed_out");
  expect(ana.parlor.connection.value.detail).toBe("signed_out");
});

test("signing out leaves nothing on the device and ends the session on the server", async () => {
  await using server = await startTestServer();
  await using ana = await SdkClient.register(server.url, "Ana");
  await using phone = await SdkClient.login(server.url, "Ana");
  const view = await phone.lobby();
  view.send("a secret of mine");
  await when(() => phone.parlor.unsent.value === 0);
  view.draft.value = "another secret";
  await phone.parlor.logout();
  expect(phone.parlor.phase.value).toBe("signed_out");
  const tables = ["session", "account", "conversations", "messages", "drafts", "outbox", "reads"] as const;
  for (const table of tables) expect(await phone.device.storage.list(table, "")).toEqual([]);
  expect(expectOk(await ana.parlor.call("session.list", {})).sessions).toHaveLength(1);
});

test("a new password ends the other devices and is the one that counts", async () => {
  await using server = await startTestServer();
  await using desk = await SdkClient.register(server.url, "Ana");
  await using phone = await SdkClient.login(server.url, "Ana");
  const change = { old_password: "wrong", new_password: "fresh" };
  expect(await desk.parlor.changePassword(change)).toMatchObject({ ok: false, problem: { code: "wrong_credentials" } });
  expect(phone.parlor.phase.value).toBe("signed_in");
  expectOk(await desk.parlor.changePassword({ ...change, old_password: "Ana" }));
  await when(() => phone.parlor.phase.value === "signed_out");
  expect(desk.parlor.phase.value).toBe("signed_in");
  expect(await phone.parlor.login({ login: "Ana", password: "Ana" })).toMatchObject({ ok: false });
  expectOk(await phone.parlor.login({ login: "Ana", password: "fresh" }));
  await phone.live();
});
